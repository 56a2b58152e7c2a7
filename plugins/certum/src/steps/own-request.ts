import {
  Files,
  PerennialError,
  Requests,
  done,
  inject,
  message,
  skipped,
  step,
  waiting,
  type FileRef,
  type Outcome,
  type ReadRequest,
  type Refusal,
  type RequestKey,
  type Step,
} from "@perennial/api";
import { helpdesk, isPartner, type CertumProfile, type CertumRenewal } from "../profile.js";
import { refusalOf } from "../rules/rule-sentences.js";
import { requestRules } from "../rules/smime-profile.js";
import { expectedSubject, verifiedValues } from "../rules/verified-data.js";
import { ActivationDesk } from "../ways/activation-desk.js";
import { askingFirst } from "../ways/ask-first.js";
import { keyMethodOf } from "./key-method.js";

/** The person's CSR. */
export type OwnCertificateRequest = {
  readonly pem: string;
  /** Lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo. */
  readonly spkiHash: string;
  /** Lower-case hexadecimal SHA-256 of the DER. */
  readonly sha256: string;
  readonly subject: string;
  /** Of the file. */
  readonly name: string;
  /** Lower-case hexadecimal SHA-256 of the file. */
  readonly fileSha256: string;
};

/** A CSR is a few kilobytes. */
const maxBytes = 64 * 1024;

/**
 * "CSR method": "After pasting the CSR, it will be verified whether it is correct. If a CSR error
 * occurs, it will be indicated in the error message." State CSR.
 */
@step("own-request")
export class OwnRequest implements Step<OwnCertificateRequest, CertumProfile> {
  constructor(
    @inject(Files) private readonly files: Files,
    @inject(Requests) private readonly requests: Requests,
    @inject(ActivationDesk) private readonly desk: ActivationDesk,
  ) {}

  async run(renewal: CertumRenewal): Promise<Outcome<OwnCertificateRequest>> {
    if (keyMethodOf(renewal) !== "own-csr") return skipped(message("certum.own-request.not-used"));
    const given = renewal.answer<FileRef>("own-request");
    if (given === undefined) return ask(renewal);
    return askingFirst(async () => {
      const read = await this.check(given, renewal);
      if ("code" in read) return ask(renewal, read);
      const { pem, spkiHash, sha256, subject } = read;
      const kept = renewal.answer<boolean>(`key-kept:${sha256}`);
      if (kept === undefined) return askKept(given.name, read);
      if (!kept) return ask(renewal, { code: "certum.key-not-kept", params: { name: given.name } });
      const { name, sha256: fileSha256 } = given;
      const request = { pem, spkiHash, sha256, subject, name, fileSha256 };
      return done<OwnCertificateRequest>(request, [message("certum.own-request.keep-key")]);
    });
  }

  private async check(
    { handle, name }: FileRef,
    renewal: CertumRenewal,
  ): Promise<ReadRequest | Refusal> {
    const isAboutRequest = (code: string) =>
      code.startsWith("requests.") || code.startsWith("certum.csr.");
    try {
      const read = await this.requests.read(await this.files.read(handle));
      const rules = requestRules(expectedSubject(renewal), verifiedValues(renewal), {
        emails: read.emails,
        isPartner: isPartner(renewal),
      });
      const findings = await this.requests.checkProfile(read.pem, rules);
      const refusal = refusalOf("certum.request-refused", findings);
      if (refusal !== undefined) return refusal;
      if (read.spkiHash === renewal.current?.spkiHash) {
        return { code: "certum.request-key-of-current", params: { name } };
      }
      await this.desk.check?.(renewal, read.pem);
      return read;
    } catch (error) {
      if (!PerennialError.is(error) || !isAboutRequest(error.code)) throw error;
      return { code: error.code, params: error.params };
    }
  }
}

function ask(renewal: CertumRenewal, refusal?: Refusal): Outcome<never> {
  const { organization, mailbox } = expectedSubject(renewal);
  return waiting({
    key: "own-request",
    for: "file",
    names: ["*.csr", "*.pem", "*.req", "*.p10", "*.der", "*.txt"],
    maxBytes,
    text: message("certum.own-request"),
    instructions: [
      message("certum.own-request.pasted"),
      message("certum.own-request.key"),
      message("certum.own-request.subject", { organization, mailbox }),
      message("certum.own-request.no-private-key"),
      message("certum.contact", helpdesk(renewal.profile)),
    ],
    ...(refusal === undefined ? {} : { refusal }),
  });
}

/** "Remember to save the private key … You will need it to install the certificate once it is issued." */
function askKept(name: string, { sha256, subject, key }: ReadRequest): Outcome<never> {
  return waiting({
    key: `key-kept:${sha256}`,
    for: "person",
    text: message("certum.own-request.correct", { name }),
    instructions: [
      message("certum.own-request.states", {
        subject: subject === "" ? "–" : subject,
        key: keyTitle(key),
      }),
      message("certum.own-request.keep-key"),
    ],
    question: {
      type: "confirm",
      yes: message("certum.own-request.kept"),
      no: message("certum.own-request.not-kept"),
    },
  });
}

function keyTitle(key: RequestKey): string {
  switch (key.kind) {
    case "rsa":
      return `RSA ${key.bits}`;
    case "ec":
      return key.curve.startsWith("ec-p") ? `ECDSA P-${key.curve.slice(4)}` : key.curve;
    case "other":
      return key.algorithm;
  }
}
