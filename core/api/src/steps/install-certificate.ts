import { PerennialError } from "../errors.js";
import { inject } from "../inject.js";
import type { JsonObject } from "../json.js";
import { message, type Message } from "../message.js";
import { waiting, type Outcome } from "../outcome.js";
import { didNotHappen, type Renewal } from "../renewal.js";
import { Certificates, type InstalledPair } from "../services/certificates.js";
import { Clock } from "../services/clock.js";
import type { Instant } from "../wait.js";
import type { ObtainedCertificate } from "./obtain-certificate.js";
import { verifyCertificate, verifyIssued, type VerificationRules } from "./verify-certificate.js";

/** The certificate as it is in use now. */
export type InstalledCertificate = {
  /** Lower-case hexadecimal SHA-256 of the DER. */
  readonly sha256: string;
  /** Absolute path of the certificate beside the old one. */
  readonly path: string;
  readonly installedAt: Instant;
  /** How many issuers' certificates are on the token, where they were to be put there. */
  readonly issuers?: { readonly onToken: number; readonly leftOut: number };
};

/**
 * Puts the new certificate to use: first chain, key match and test signature, then the person's yes,
 * then the certificate goes beside the old one, which stays. Where the person keeps the key elsewhere,
 * their request takes the place of the test signature.
 */
export abstract class InstallCertificate<P = JsonObject, T extends JsonObject = JsonObject> {
  constructor(
    @inject(Certificates) protected readonly certificates: Certificates,
    @inject(Clock) protected readonly clock: Clock,
  ) {}

  protected abstract certificate(renewal: Renewal<P>): ObtainedCertificate;
  /** Identifier of the key pair that the certificate is for. */
  protected abstract keyId(renewal: Renewal<P>): string;
  protected abstract rules(renewal: Renewal<P>): Promise<VerificationRules>;
  /** What the person is asked before anything is replaced. */
  protected question(
    certificate: ObtainedCertificate,
    _renewal: Renewal<P>,
  ): {
    readonly text: Message;
    readonly instructions?: readonly Message[];
    readonly yes?: Message;
    readonly no?: Message;
  } {
    return { text: message("certificate.install", { subject: certificate.subject }) };
  }
  /** Whether the issuers' certificates go on the token as well, where the key is on one. */
  protected issuersOnToken(_renewal: Renewal<P>): boolean {
    return false;
  }
  /** What belongs to the installation beyond the certificate, made after it. */
  protected abstract finish(
    installed: InstalledCertificate,
    renewal: Renewal<P>,
  ): Promise<InstalledCertificate & T>;

  /**
   * PEM of the request that the person made themselves, where they keep its key elsewhere: nothing is
   * proved or put beside a key then, and {@link keyId} is not asked.
   */
  protected ownRequest(_renewal: Renewal<P>): string | undefined {
    return undefined;
  }

  async run(renewal: Renewal<P>): Promise<Outcome<InstalledCertificate & T>> {
    const certificate = this.certificate(renewal);
    const request = this.ownRequest(renewal);
    const { effect, intent, keep, note } = await (request === undefined
      ? this.besideKey(certificate, renewal)
      : this.keyElsewhere(certificate, request, renewal));
    const yes = renewal.answer<boolean>("install");
    if (yes !== true) {
      const { text, instructions, ...labels } = this.question(certificate, renewal);
      return waiting({
        key: "install",
        for: "person",
        text,
        ...(instructions === undefined ? {} : { instructions }),
        question: { type: "confirm", ...labels },
      });
    }
    const installed = await renewal.effect<InstalledCertificate>({
      key: `${effect}:${certificate.sha256}`,
      intent: { sha256: certificate.sha256, ...intent },
      perform: async () => {
        const { sha256, path, issuers } = await keep();
        if (sha256 !== certificate.sha256) {
          throw new PerennialError("certificate.not-installed", { sha256 });
        }
        const installedAt = await this.clock.now();
        return { sha256, path, installedAt, ...(issuers === undefined ? {} : { issuers }) };
      },
      // Installing the same certificate again changes nothing.
      find: async () => didNotHappen,
    });
    return { outcome: "done", output: await this.finish(installed, renewal), notes: [note] };
  }

  private async besideKey(certificate: ObtainedCertificate, renewal: Renewal<P>): Promise<Placing> {
    const keyId = this.keyId(renewal);
    const rules = await this.rules(renewal);
    const verified = await verifyCertificate(this.certificates, { certificate, keyId }, rules);
    // The word between the two is the reader's language's.
    const [scheme = "", hash = ""] = verified.algorithm.split(" with ");
    const issuersOnToken = this.issuersOnToken(renewal) ? { issuersOnToken: true } : {};
    const { der } = certificate;
    return {
      effect: "install",
      intent: { keyId },
      keep: () =>
        this.certificates.install({ der, chain: verified.chain, keyId, ...issuersOnToken }),
      note: message("certificate.proven", { scheme, hash }),
    };
  }

  private async keyElsewhere(
    certificate: ObtainedCertificate,
    request: string,
    renewal: Renewal<P>,
  ): Promise<Placing> {
    const rules = await this.rules(renewal);
    const { chain } = await verifyIssued(this.certificates, certificate, rules);
    const { der } = certificate;
    return {
      effect: "record",
      intent: {},
      keep: () => this.certificates.record({ der, chain, request }),
      note: message("certificate.kept-elsewhere"),
    };
  }
}

/** How a certificate becomes the current one. */
interface Placing {
  /** What the effect's key begins with. */
  readonly effect: "install" | "record";
  readonly intent: JsonObject;
  readonly keep: () => Promise<InstalledPair>;
  /** What is told about the key. */
  readonly note: Message;
}
