import {
  Clock,
  done,
  inject,
  injectable,
  message,
  waiting,
  type JsonObject,
  type Outcome,
  type Refusal,
} from "@perennial/api";
import type { CertumRenewal } from "../profile.js";
import type { DataDesk, SubmittedData, VerifiedData } from "./data-desk.js";
import {
  firstValues,
  partnerForm,
  refusalOfData,
  refusalOfNumber,
  trimmed,
  type TypedData,
} from "./data-form.js";
import { contact } from "./panel-order-texts.js";

/** A partner gives the data with the order; they are verified with it. `docs/partner.md`. */
@injectable()
export class PartnerDataDesk implements DataDesk {
  constructor(@inject(Clock) private readonly clock: Clock) {}

  async submit(renewal: CertumRenewal): Promise<Outcome<SubmittedData>> {
    const answer = renewal.answer<TypedData>("data");
    if (answer === undefined) return ask(renewal, firstValues(renewal));
    const typed = trimmed(answer);
    const refusal = refusalOfData(typed, "partner") ?? half(typed) ?? refusalOfNumber(typed);
    if (refusal !== undefined) return ask(renewal, typed, refusal);
    const { organization, country, state, locality, registrationType, registrationNumber } = typed;
    const registration =
      registrationType === "" ? null : { type: registrationType, number: registrationNumber };
    return done<SubmittedData>({
      organization,
      country,
      state,
      locality,
      registration,
      reused: null,
      reference: renewal.id,
      submittedAt: await this.clock.now(),
    });
  }

  /** A partner's data are verified with the order, in a step of its own. */
  async verify(renewal: CertumRenewal): Promise<Outcome<VerifiedData>> {
    const data = await this.submit(renewal);
    if (data.outcome !== "done") return data;
    return done<VerifiedData>({
      ...data.output,
      verifiedAt: data.output.submittedAt,
      verifiedUntil: null,
    });
  }
}

/** A register without a number says nothing, and neither does a number without its register. */
function half({ registrationType, registrationNumber }: Required<TypedData>): Refusal | undefined {
  if ((registrationType === "") === (registrationNumber === "")) return undefined;
  const field = registrationType === "" ? "registrationType" : "registrationNumber";
  return {
    code: "certum.data.missing-field",
    params: { detail: message(`certum.field.${field}`) },
  };
}

function ask({ profile }: CertumRenewal, values: JsonObject, refusal?: Refusal): Outcome<never> {
  return waiting({
    key: "data",
    for: "person",
    text: message("certum.data.partner"),
    instructions: [message("certum.data.star"), contact({ profile })],
    question: { type: "form", schema: partnerForm, values },
    ...(refusal === undefined ? {} : { refusal }),
  });
}
