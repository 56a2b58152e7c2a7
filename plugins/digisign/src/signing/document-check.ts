import {
  PerennialError,
  type FileRef,
  type FileSignatures,
  type Files,
  type Refusal,
  type Signatures,
} from "@perennial/api";
import type { MailedKind, SentKind } from "../documents/document-kind.js";
import { checkIdentityCopy } from "../documents/identity-copy.js";
import { checkMailedDocument } from "../documents/mailed-document.js";
import { defaults, type DigisignRenewal } from "../profile.js";
import { holderOf } from "../rules/subject.js";
import { Order } from "../steps/order.js";
import { SelectCertificate } from "../steps/select-certificate.js";

/** A document that is known for what it is. */
export interface KnownDocument {
  readonly kind: MailedKind;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** What a file has to be, and what it is not. */
interface ExpectedFile {
  readonly kind: MailedKind | SentKind;
  readonly mailed?: readonly KnownDocument[];
}

/** Judges what the person gave before it is signed. */
export class DocumentCheck {
  constructor(
    private readonly files: Files,
    private readonly signatures: Signatures,
  ) {}

  /** Why a file is not taken for a document of this kind; undefined if it is. */
  async refusal(
    { kind, mailed = [] }: ExpectedFile,
    file: FileRef,
    renewal: DigisignRenewal,
  ): Promise<Refusal | undefined> {
    try {
      const bytes = Buffer.from(await this.files.read(file.handle), "base64");
      if (kind === "identity") {
        const most = renewal.profile.maxIdentityBytes ?? defaults.maxIdentityBytes;
        await checkIdentityCopy(file.name, bytes, most);
        const known = mailed.find(({ sha256 }) => sha256 === file.sha256);
        if (known !== undefined) {
          const params = { name: file.name, found: known.kind };
          throw new PerennialError("digisign.identity-is-document", params);
        }
      } else {
        const { number } = renewal.output(Order);
        await checkMailedDocument(bytes, { kind, number, name: file.name });
      }
      return await this.signer(file, renewal);
    } catch (error) {
      if (!PerennialError.is(error) || !isAboutFile(error)) throw error;
      return { code: error.code, params: { name: file.name, ...error.params } };
    }
  }

  /** Who has signed it already: nobody, or the holder with the certificate that is renewed. */
  private async signer(file: FileRef, renewal: DigisignRenewal): Promise<Refusal | undefined> {
    const { sha256, holder } = renewal.output(SelectCertificate);
    const { signatures }: FileSignatures = await this.signatures.inspect(file.handle);
    const stranger = signatures.find(({ signer }) => signer.sha256 !== sha256);
    if (stranger !== undefined) {
      const { subject, serial } = stranger.signer;
      const params = { name: file.name, signer: holderOf(subject), serial, holder };
      return { code: "digisign.document-signed-by-other", params };
    }
    return signatures.every(({ intact }) => intact)
      ? undefined
      : { code: "digisign.document-signature-broken", params: { name: file.name } };
  }
}

/** A file of the host's that is gone is no refusal: the step fails. */
function isAboutFile({ code }: PerennialError): boolean {
  return code.startsWith("digisign.") || code === "signatures.unreadable";
}
