import {
  Clock,
  Files,
  Http,
  PerennialError,
  Secrets,
  afterEffect,
  didNotHappen,
  done,
  happened,
  inject,
  injectable,
  message,
  type FileRef,
  type Found,
  type Outcome,
} from "@perennial/api";
import { asClause } from "../partner/as-clause.js";
import { objectsIn, sentencesIn, stringIn } from "../portal/json-shape.js";
import { PanelLogin } from "../portal/panel-login.js";
import { orderPath, readOrder, readOrganizations, type PanelOrder } from "../portal/panel-order.js";
import type { PanelFields, PanelSession } from "../portal/panel-session.js";
import type { CertumRenewal } from "../profile.js";
import { OrganizationData } from "../steps/organization-data.js";
import { asTyped } from "./assisted-data-desk.js";
import type { DataDesk, SubmittedData, VerifiedData } from "./data-desk.js";
import { DataEntry, type DataRequest, type GivenData } from "./data-entry.js";
import { noonOf, verifiedNotes } from "./dates.js";
import { refusalOfDocument } from "./document-check.js";
import { addDocument } from "./more-documents.js";
import { askSummary, type Statement } from "./summary-question.js";
import { sentDocuments, submittedIn, verificationWait } from "./panel-data.js";
import { orderNumberOf } from "./panel-order-texts.js";

/** A submission that is begun: what is asked, and where. */
type Begun = Pick<DataRequest, "text" | "values" | "sent"> & {
  readonly number: string;
  /** Empty the first time, else what tells the submissions of one order apart. */
  readonly attempt: string;
};

/** What is journaled of a submission: its reference is the effect's key. */
type Submission = { readonly reused: SubmittedData["reused"] };

/** Drives the panel. `docs/portal.md`, "Data verification". */
@injectable()
export class PortalDataDesk implements DataDesk {
  private readonly login: PanelLogin;

  constructor(
    @inject(Http) http: Http,
    @inject(Files) private readonly files: Files,
    @inject(Secrets) secrets: Secrets,
    @inject(Clock) private readonly clock: Clock,
  ) {
    this.login = new PanelLogin({ http, files, secrets });
  }

  submit(renewal: CertumRenewal): Promise<Outcome<SubmittedData>> {
    return this.login.run(renewal, async (session) => {
      const number = orderNumberOf(renewal);
      const order = await readOrder(session, number);
      // Where the tile shows that data were given already, nothing is given twice.
      if (order.steps.data !== "awaiting-data") {
        const reused = await this.settle(renewal, session, order);
        return done(submittedIn(order, reused, session.host));
      }
      const begun = { number, attempt: "", text: message("certum.data") };
      const submitted = await this.submitOnce(renewal, session, begun);
      if (submitted.outcome !== "done") return submitted;
      const now = await readOrder(session, number);
      return done(submittedIn(now, submitted.output.reused, session.host));
    });
  }

  verify(renewal: CertumRenewal): Promise<Outcome<VerifiedData>> {
    return this.login.run(renewal, async (session) => {
      const number = orderNumberOf(renewal);
      const order = await readOrder(session, number);
      if (order.steps.data !== "awaiting-data") return this.look(renewal, session, order);
      const { reason = "", at = "again" } = order.data?.rejection ?? {};
      const submitted = await this.submitOnce(renewal, session, {
        number,
        attempt: `:${at}`,
        text: message("certum.data.rejected", { reason: asClause(reason) }),
        values: asTyped(order.data ?? renewal.output(OrganizationData)),
        sent: sentDocuments(order),
      });
      if (submitted.outcome !== "done") return submitted;
      return this.look(renewal, session, await readOrder(session, number));
    });
  }

  private async look(
    renewal: CertumRenewal,
    session: PanelSession,
    order: PanelOrder,
  ): Promise<Outcome<VerifiedData>> {
    await this.settle(renewal, session, order);
    const data = submittedIn(order, renewal.output(OrganizationData).reused, session.host);
    if (order.steps.data === "verified") {
      const { verifiedOn = null } = order.data ?? {};
      const verifiedAt = verifiedOn === null ? await this.clock.now() : noonOf(verifiedOn);
      const verifiedUntil = order.data?.verifiedUntil ?? null;
      const { organization } = data;
      return done<VerifiedData>(
        { ...data, verifiedAt, verifiedUntil },
        verifiedNotes(organization, verifiedUntil),
      );
    }
    const given = renewal.answer<FileRef>("verification");
    const refusal =
      given === undefined
        ? undefined
        : await addDocument(this.files, renewal, session, order, given);
    const now = given === undefined ? order : await readOrder(session, order.number);
    return verificationWait(renewal, now, data.submittedAt, refusal);
  }

  /** Asks for the data and the statements, and submits them once. */
  private async submitOnce(
    renewal: CertumRenewal,
    session: PanelSession,
    begun: Begun,
  ): Promise<Outcome<Submission>> {
    const asked = await this.asked(session, begun.number);
    const entry = new DataEntry(this.files, renewal);
    // Whoever wants to change the data after the summary is asked under new keys.
    for (let turn = 1; ; turn += 1) {
      const attempt = turn === 1 ? begun.attempt : `${begun.attempt}:change-${turn}`;
      const request = { ...asked, ...begun, attempt };
      const given = await entry.collect(request);
      if ("outcome" in given) return given;
      const said = askSummary(renewal, attempt, given, asked.statements);
      if (typeof said !== "string") return said;
      if (said === "change") continue;
      try {
        return done(await this.post(renewal, session, begun, given, asked.statements));
      } catch (error) {
        if (!PerennialError.is(error) || error.effect !== "none") throw error;
        if (error.code.startsWith("certum.document.")) {
          const name = given.document?.name ?? "–";
          return entry.askDocumentAgain(request, refusalOfDocument(error, name));
        }
        const refusal = { code: error.code, params: error.params };
        if (!error.code.startsWith("certum.data.")) throw error;
        return entry.askAgain(request, given.typed, refusal);
      }
    }
  }

  private post(
    renewal: CertumRenewal,
    session: PanelSession,
    { number, attempt }: Begun,
    given: GivenData,
    statements: readonly Statement[],
  ): Promise<Submission> {
    const reference = referenceOf(renewal, attempt);
    const { reused, organization } = given.organization;
    const find = findIn(session, number, reference, reused);
    return renewal.effect<Submission>({
      key: `data:${reference}`,
      intent: { number, reference, organization },
      perform: async () => {
        const multipart = fieldsOf(number, reference, given, statements);
        try {
          await session.post("panel/data", { multipart }, 303);
        } catch (error) {
          if (!PerennialError.is(error, "certum.data.duplicate")) throw error;
          const found = await afterEffect(find);
          if (found.state !== "happened") throw error;
        }
        return { reused };
      },
      find,
    });
  }

  /** Data that this renewal submitted right before it was interrupted are found by their reference. */
  private async settle(
    renewal: CertumRenewal,
    session: PanelSession,
    { number, data }: PanelOrder,
  ): Promise<SubmittedData["reused"]> {
    const { reference = "" } = data ?? {};
    if (!reference.startsWith(referenceOf(renewal, ""))) return null;
    const { reused } = await renewal.effect<Submission>({
      key: `data:${reference}`,
      intent: { number, reference },
      perform: async () => ({ reused: null }),
      find: findIn(session, number, reference, null),
    });
    return reused;
  }

  private async asked(session: PanelSession, number: string) {
    const { host } = session;
    const answer = await session.getJson(orderPath("panel/statements", number));
    // All are shown, and in one question.
    const statements = objectsIn(answer, "statements", host, 50).map((one) => ({
      id: stringIn(one, "id", host),
      text: sentencesIn(one, "text", host, 10_000),
      required: one["required"] === true,
    }));
    const registries = objectsIn(answer, "registries", host).map((one) => ({
      type: stringIn(one, "type", host),
      country: stringIn(one, "country", host),
    }));
    const today = (await this.clock.now()).slice(0, 10);
    const reusable = (await readOrganizations(session))
      .filter(({ verifiedUntil }) => verifiedUntil >= today)
      .map(({ verifiedUntil: until, ...one }) => ({ ...one, until }));
    return { statements, registries, reusable };
  }
}

function findIn(
  session: PanelSession,
  number: string,
  reference: string,
  reused: SubmittedData["reused"],
): () => Promise<Found<Submission>> {
  return async () => {
    const { data } = await readOrder(session, number);
    return data?.reference === reference ? happened({ reused }) : didNotHappen;
  };
}

/** What is posted: what the person said yes to, and the statements that are required. */
function fieldsOf(
  number: string,
  reference: string,
  { organization: data, document }: GivenData,
  statements: readonly Statement[],
): PanelFields {
  const marked = statements.filter(({ required }) => required).map(({ id }) => id);
  const shared = { number, reference, statements: marked.join(",") };
  const { organization, country, state, locality, registration, reused } = data;
  if (reused !== null) return { ...shared, organizationId: reused.id };
  const address = { ...shared, organization, country, state, locality };
  if (registration === null) {
    if (document === null) throw new TypeError("data without a register or a document");
    return { ...address, verification: "document", document };
  }
  const { type, number: registrationNumber } = registration;
  return { ...address, verification: "register", registrationType: type, registrationNumber };
}

/** Chosen before the data are sent, and good for one submission: `<id>-data`, and when it was rejected. */
function referenceOf({ id }: CertumRenewal, attempt: string): string {
  return `${id}-data${attempt === "" ? "" : `-${attempt.replaceAll(/[^0-9a-z]/gi, "")}`}`;
}
