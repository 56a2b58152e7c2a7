import { PerennialError } from "../errors.js";
import { inject } from "../inject.js";
import type { JsonObject } from "../json.js";
import { message, type Message } from "../message.js";
import { done, waiting, type Outcome, type Waiting } from "../outcome.js";
import type { Renewal } from "../renewal.js";
import {
  Certificates,
  type CertificateInfo,
  type CertificatesRead,
} from "../services/certificates.js";
import { Clock } from "../services/clock.js";
import { Files, type FileRef } from "../services/files.js";
import type { Instant, Refusal, WaitForFile, WaitForMail, WaitForPoll } from "../wait.js";

/** A file with its content in base64. */
export type FileContent = { readonly name: string; readonly content: string };

/** The certificate that came for the new key. */
export type ObtainedCertificate = {
  /** DER, base64. */
  readonly der: string;
  /** Lower-case hexadecimal SHA-256 of the DER. */
  readonly sha256: string;
  /** Lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo. */
  readonly spkiHash: string;
  /** RFC 4514. */
  readonly subject: string;
  readonly issuer: string;
  /** Lower-case hexadecimal. */
  readonly serial: string;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  /** The other certificates of the file, DER base64: perhaps the chain. */
  readonly others: readonly string[];
  /** The file as it came, or the certificate alone (PEM) if it held several. */
  readonly file: FileContent;
  readonly receivedAt: Instant;
};

/** A wait that ends with a file: the answer is a {@link FileRef}. */
export type WaitForCertificate =
  | Omit<WaitForFile, "key" | "refusal">
  | Omit<WaitForMail, "key" | "refusal">
  | Omit<WaitForPoll, "key" | "refusal">;

/** What a look at the authority found. */
export type Delivery =
  | {
      readonly state: "here";
      readonly file: FileContent;
      /** What is waited for if the file is refused. */
      readonly otherwise: WaitForCertificate;
    }
  | { readonly state: "coming"; readonly wait: WaitForCertificate };

/**
 * Gets the certificate: as a file, in a mail, or from the authority that is asked every so often.
 * It is taken only if it fits the new key; what does not fit is refused and the wait goes on.
 */
export abstract class ObtainCertificate<P = JsonObject> {
  constructor(
    @inject(Certificates) protected readonly certificates: Certificates,
    @inject(Files) protected readonly files: Files,
    @inject(Clock) protected readonly clock: Clock,
  ) {}

  /** Key of the wait. A plugin that adopts certificates of tokens keeps `certificate` for the choice. */
  protected readonly waitKey: string = "certificate";

  /** SPKI hash of the key that the certificate has to be for. */
  protected abstract spkiHash(renewal: Renewal<P>): string;
  /** Asks the authority, or says what is waited for. Called each time nothing was given by hand. */
  protected abstract deliver(renewal: Renewal<P>): Promise<Delivery>;
  /** Why certificates that are for other keys are refused. */
  protected async misfit(read: CertificatesRead, _renewal: Renewal<P>): Promise<Refusal> {
    const subject = read.certificates[0]?.subject ?? "";
    return { code: "certificate.not-for-key", params: { subject } };
  }
  /** What is wrong with the certificate, though it fits the key. */
  protected async check(
    _certificate: ObtainedCertificate,
    _renewal: Renewal<P>,
  ): Promise<Refusal | undefined> {
    return undefined;
  }

  async run(renewal: Renewal<P>): Promise<Outcome<ObtainedCertificate>> {
    const given = renewal.answer<FileRef>(this.waitKey);
    let refusal: Refusal | undefined;
    if (given !== undefined) {
      const content = await this.files.read(given.handle);
      const taken = await this.take({ name: given.name, content }, renewal);
      if (!("code" in taken)) return taken;
      refusal = taken;
    }
    const delivery = await this.deliver(renewal);
    if (delivery.state === "coming") return this.waitFor(delivery.wait, refusal);
    const taken = await this.take(delivery.file, renewal);
    return "code" in taken ? this.waitFor(delivery.otherwise, taken) : taken;
  }

  private waitFor(wait: WaitForCertificate, refusal: Refusal | undefined): Waiting {
    const refused = refusal === undefined ? {} : { refusal };
    return waiting({ ...wait, key: this.waitKey, ...refused });
  }

  private async take(
    file: FileContent,
    renewal: Renewal<P>,
  ): Promise<Outcome<ObtainedCertificate> | Refusal> {
    const read = await this.read(file.content);
    if ("code" in read) return read;
    const ours = read.certificates.find(({ spkiHash }) => spkiHash === this.spkiHash(renewal));
    if (ours === undefined) return this.misfit(read, renewal);
    const certificate = await this.obtained(ours, read, file);
    const refusal = await this.check(certificate, renewal);
    if (refusal !== undefined) return refusal;
    return done(certificate, remarksOn(read, file.name));
  }

  private async read(content: string): Promise<CertificatesRead | Refusal> {
    try {
      return await this.certificates.read(content);
    } catch (error) {
      if (!PerennialError.is(error) || !error.code.startsWith("certificates.")) throw error;
      return { code: error.code, params: error.params };
    }
  }

  private async obtained(
    { der, sha256, spkiHash, subject, issuer, serial, notBefore, notAfter }: CertificateInfo,
    { certificates }: CertificatesRead,
    file: FileContent,
  ): Promise<ObtainedCertificate> {
    const others = certificates.filter((other) => other.sha256 !== sha256).map(({ der }) => der);
    return {
      der,
      sha256,
      spkiHash,
      subject,
      issuer,
      serial,
      notBefore,
      notAfter,
      others,
      file: others.length === 0 ? file : { name: file.name, content: der },
      receivedAt: await this.clock.now(),
    };
  }
}

function remarksOn(read: CertificatesRead, file: string): readonly Message[] {
  return read.remarks
    .filter((remark) => remark !== "der")
    .map((remark) =>
      message(`certificate.remark.${remark}`, { file, count: read.certificates.length }),
    );
}
