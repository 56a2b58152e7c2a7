import {
  Clock,
  Files,
  done,
  inject,
  injectable,
  message,
  waiting,
  type JsonObject,
  type Message,
  type Outcome,
} from "@perennial/api";
import { asClause } from "../partner/as-clause.js";
import type { CertumRenewal } from "../profile.js";
import { ChooseOrder } from "../steps/choose-order.js";
import { OrganizationData } from "../steps/organization-data.js";
import type { DataDesk, Organization, SubmittedData, VerifiedData } from "./data-desk.js";
import { DataEntry, type DataRequest, type GivenData, type Reusable } from "./data-entry.js";
import { valuesOf } from "./data-form.js";
import { noonOf, plusDays, reusableUntil, verifiedNotes } from "./dates.js";
import { contact, panelPage } from "./panel-order-texts.js";

/** The person enters the data in Certum's panel, and says what became of them. */
@injectable()
export class AssistedDataDesk implements DataDesk {
  constructor(
    @inject(Files) private readonly files: Files,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  async submit(renewal: CertumRenewal): Promise<Outcome<SubmittedData>> {
    const text = message("certum.data");
    const reusable = await this.reusable(renewal);
    const entered = await this.enter(renewal, { attempt: "", text, reusable, registries: null });
    if ("outcome" in entered) return entered;
    return done<SubmittedData>(await this.submitted(entered, renewal.id));
  }

  /** What the person says of the data; rejected ones are entered again. */
  async verify(renewal: CertumRenewal): Promise<Outcome<VerifiedData>> {
    let data = renewal.output(OrganizationData);
    for (let turn = 1; ; turn += 1) {
      const attempt = turn === 1 ? "" : `:${turn}`;
      const said = renewal.answer<"verified" | "rejected">(`verification${attempt}`);
      if (said === undefined) return this.ask(renewal, data, attempt);
      if (said === "verified") return this.verified(data);
      const why = renewal.answer<{ reason: string }>(`reason${attempt}`);
      if (why === undefined) return askReason(renewal, attempt);
      const next = `:${turn + 1}`;
      const entered = await this.enter(renewal, {
        attempt: next,
        text: message("certum.data.rejected", { reason: asClause(why.reason) }),
        values: asTyped(data),
        reusable: [],
        registries: null,
      });
      if ("outcome" in entered) return entered;
      data = await this.submitted(entered, `${renewal.id}${next}`);
    }
  }

  /** Asks for the data, and then for the clicks. */
  private async enter(
    renewal: CertumRenewal,
    request: DataRequest,
  ): Promise<GivenData | Outcome<never>> {
    const given = await new DataEntry(this.files, renewal).collect(request);
    if ("outcome" in given) return given;
    const key = `entered${request.attempt}`;
    if (renewal.answer(key) !== undefined) return given;
    const { number } = renewal.output(ChooseOrder);
    return waiting({
      key,
      for: "person",
      text: message("certum.enter-data", { number }),
      instructions: [...clicks(given, number), contact(renewal)],
      pages: [panelPage(renewal)],
      question: { type: "task", done: message("certum.enter-data.done") },
    });
  }

  private async submitted({ organization }: GivenData, reference: string): Promise<SubmittedData> {
    return { ...organization, reference, submittedAt: await this.clock.now() };
  }

  private async reusable({ profile }: CertumRenewal): Promise<readonly Reusable[]> {
    const { organizationVerifiedOn: verifiedOn = "", registrationType = "" } = profile;
    const { organization = "", country = "", state = "", locality = "" } = valuesOf(profile);
    if (verifiedOn === "" || [organization, country, state, locality].includes("")) return [];
    const until = reusableUntil(verifiedOn);
    if (until < (await this.clock.now()).slice(0, 10)) return [];
    const { registrationNumber = "" } = profile;
    const registration =
      registrationType === "" || registrationNumber === ""
        ? null
        : { type: registrationType, number: registrationNumber };
    return [{ id: "verified", organization, country, state, locality, registration, until }];
  }

  private async verified(data: SubmittedData): Promise<Outcome<VerifiedData>> {
    const verifiedAt = await this.clock.now();
    const verifiedUntil = data.reused?.until ?? reusableUntil(verifiedAt);
    const { organization } = data;
    return done<VerifiedData>(
      { ...data, verifiedAt, verifiedUntil },
      verifiedNotes(organization, verifiedUntil),
    );
  }

  private ask(renewal: CertumRenewal, data: SubmittedData, attempt: string): Outcome<never> {
    const { number } = renewal.output(ChooseOrder);
    const from = plusDays(data.submittedAt, 1);
    const to = plusDays(data.submittedAt, 7);
    return waiting({
      key: `verification${attempt}`,
      for: "person",
      text: message("certum.data-waiting", { number, from, to }),
      instructions: [
        message("certum.data-waiting.tile"),
        message("certum.data-waiting.documents"),
        contact(renewal),
      ],
      pages: [panelPage(renewal)],
      deadline: to,
      question: {
        type: "choice",
        options: [
          { value: "verified", label: message("certum.data-waiting.verified") },
          { value: "rejected", label: message("certum.data-waiting.rejected") },
        ],
      },
    });
  }
}

function askReason(renewal: CertumRenewal, attempt: string): Outcome<never> {
  return waiting({
    key: `reason${attempt}`,
    for: "person",
    text: message("certum.data-reason"),
    instructions: [contact(renewal)],
    question: {
      type: "form",
      schema: {
        type: "object",
        properties: {
          reason: { type: "string", title: "certum.field.reason", maxLength: 2000 },
        },
        required: ["reason"],
        additionalProperties: false,
      },
    },
  });
}

/** The wizard's clicks. Manual, "Data verification step". */
function clicks(
  { organization: data, document }: GivenData,
  number: string | null,
): readonly Message[] {
  const open = message("certum.enter-data.open", { number });
  const end = message("certum.enter-data.summary");
  const { organization, country, state, locality, registration, reused } = data;
  if (reused !== null) {
    const until = noonOf(reused.until);
    return [open, message("certum.enter-data.reuse", { organization, until }), end];
  }
  return [
    open,
    message("certum.enter-data.fields", { organization, country, state, locality }),
    registration === null
      ? message("certum.enter-data.document", { name: document?.name ?? "–" })
      : message("certum.enter-data.register", registration),
    end,
  ];
}

/** Data as the form has them. */
export function asTyped(data: Omit<Organization, "reused">): JsonObject {
  const { organization, country, state, locality, registration } = data;
  const verification = registration === null ? "document" : "register";
  const register =
    registration === null
      ? {}
      : { registrationType: registration.type, registrationNumber: registration.number };
  return { organization, country, state, locality, verification, ...register };
}
