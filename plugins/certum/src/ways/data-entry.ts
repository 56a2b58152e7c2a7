import {
  message,
  waiting,
  type FileRef,
  type Files,
  type JsonObject,
  type Message,
  type Outcome,
  type Refusal,
  type UploadedFile,
} from "@perennial/api";
import { helpdesk, type CertumRenewal } from "../profile.js";
import { noonOf } from "./dates.js";
import type { Organization } from "./data-desk.js";
import { askForDocument, checkDocument } from "./document-check.js";
import {
  customerForm,
  firstValues,
  refusalOfData,
  refusalOfNumber,
  trimmed,
  type TypedData,
} from "./data-form.js";

/** Verified data that may be used again. */
export interface Reusable extends Omit<Organization, "reused"> {
  readonly id: string;
  /** `yyyy-mm-dd`. */
  readonly until: string;
}

/** What the data are asked with. */
export interface DataRequest {
  /** Tells what is asked now from what was asked before in the same step; empty the first time. */
  readonly attempt: string;
  readonly text: Message;
  /** What stands in the form at first; otherwise what the profile knows. */
  readonly values?: JsonObject;
  readonly reusable: readonly Reusable[];
  /** The registers that Certum searches; null where it is not known here. */
  readonly registries: readonly { readonly type: string; readonly country: string }[] | null;
  readonly refusal?: Refusal | undefined;
  /** SHA-256 hashes of documents that were rejected with the data, which a watched folder may still hold. */
  readonly sent?: readonly string[];
}

/** What was given: for the output, and as the form had it. */
export interface GivenData {
  readonly organization: Organization;
  readonly typed: Required<TypedData> | null;
  /** Where the organization is verified by a document. */
  readonly document: UploadedFile | null;
}

/** Another choice than the verified data. */
const other = "other";

/** Asks for the organization's data, as the panel's wizard does. State DATA. */
export class DataEntry {
  constructor(
    private readonly files: Files,
    private readonly renewal: CertumRenewal,
  ) {}

  /** The data, checked, or the wait for what is still missing. */
  async collect(request: DataRequest): Promise<GivenData | Outcome<never>> {
    const { reusable, attempt } = request;
    if (reusable.length > 0) {
      const key = `organization${attempt}`;
      const chosen = this.renewal.answer<string>(key);
      if (chosen === undefined) return this.choose(key, request);
      const again = reusable.find(({ id }) => id === chosen);
      if (again !== undefined) return { organization: reused(again), typed: null, document: null };
      if (chosen !== other) {
        return this.choose(key, request, {
          code: "certum.data.unknown-organization",
          params: { detail: chosen },
        });
      }
    }
    return this.fill(request);
  }

  /** The data once more, with what was given filled in, and why they were not taken. */
  askAgain(request: DataRequest, typed: JsonObject | null, refusal: Refusal): Outcome<never> {
    const { attempt } = request;
    if (typed === null) return this.choose(`organization${attempt}`, request, refusal);
    return this.askData(request, typed, refusal);
  }

  /** The document once more, and why the one that was given is not taken. */
  askDocumentAgain(request: DataRequest, refusal: Refusal): Outcome<never> {
    return this.askDocument(request, refusal);
  }

  private async fill(request: DataRequest): Promise<GivenData | Outcome<never>> {
    const { attempt, registries } = request;
    const answer = this.renewal.answer<TypedData>(`data${attempt}`);
    const values = request.values ?? firstValues(this.renewal);
    if (answer === undefined) return this.askData(request, values, request.refusal);
    const typed = trimmed(answer);
    const refusal =
      refusalOfData(typed, "customer") ??
      unknownRegister(typed, registries) ??
      refusalOfNumber(typed);
    if (refusal !== undefined) return this.askData(request, typed, refusal);
    const { organization, country, state, locality, verification } = typed;
    const shared = { organization, country, state, locality, reused: null };
    if (verification === "register") {
      const registration = { type: typed.registrationType, number: typed.registrationNumber };
      return { organization: { ...shared, registration }, typed, document: null };
    }
    const given = this.renewal.answer<FileRef>(`document${attempt}`);
    if (given === undefined) return this.askDocument(request);
    const document = await checkDocument(this.files, given);
    if ("code" in document) return this.askDocument(request, document);
    return { organization: { ...shared, registration: null }, typed, document };
  }

  private choose(key: string, { reusable, text }: DataRequest, refusal?: Refusal): Outcome<never> {
    return waiting({
      key,
      for: "person",
      text,
      instructions: [message("certum.reuse"), this.contact()],
      question: {
        type: "choice",
        options: [
          ...reusable.map(({ id, organization, locality, until }) => ({
            value: id,
            label: message("certum.reuse.option", { organization, locality, until: noonOf(until) }),
          })),
          { value: other, label: message("certum.reuse.other") },
        ],
      },
      ...(refusal === undefined ? {} : { refusal }),
    });
  }

  private askData(
    { attempt, text, registries }: DataRequest,
    values: JsonObject,
    refusal?: Refusal,
  ): Outcome<never> {
    const known = registries === null ? [] : [...new Set(registries.map(({ type }) => type))];
    return waiting({
      key: `data${attempt}`,
      for: "person",
      text,
      instructions: [
        message("certum.data.star"),
        message("certum.data.verification"),
        ...(known.length === 0
          ? []
          : [message("certum.data.registers", { known: known.join(", ") })]),
        this.contact(),
      ],
      question: { type: "form", schema: customerForm, values },
      ...(refusal === undefined ? {} : { refusal }),
    });
  }

  private askDocument({ attempt, sent = [] }: DataRequest, refusal?: Refusal): Outcome<never> {
    return askForDocument({
      key: `document${attempt}`,
      text: message("certum.document"),
      instructions: [message("certum.document.rule"), this.contact()],
      except: sent,
      ...(refusal === undefined ? {} : { refusal }),
    });
  }

  private contact(): Message {
    return message("certum.contact", helpdesk(this.renewal.profile));
  }
}

function reused({ id, until, ...organization }: Reusable): Organization {
  return { ...organization, reused: { id, until } };
}

/** "Unknown registry type": Certum searches only the registers of its list. */
function unknownRegister(
  { verification, registrationType, country }: Required<TypedData>,
  registries: DataRequest["registries"],
): Refusal | undefined {
  if (verification !== "register" || registries === null) return undefined;
  const here = registries.filter((one) => one.country === country);
  if (here.some(({ type }) => type === registrationType)) return undefined;
  const known = here.map(({ type }) => type).join(", ");
  const params = { detail: registrationType, country, known: known === "" ? "–" : known };
  return { code: "certum.data.unknown-registry", params };
}
