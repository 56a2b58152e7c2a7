import {
  Certificates,
  Clock,
  Files,
  InstallCertificate,
  Tokens,
  inject,
  message,
  step,
  waiting,
  type InstalledCertificate,
  type ObtainedCertificate,
  type Outcome,
} from "@perennial/api";
import { helpdesk, type DigisignProfile, type DigisignRenewal } from "../profile.js";
import { caRoots } from "../roots.js";
import { issuedAt } from "../rules/calendar.js";
import { KeptFiles, nameSafe } from "../signing/kept-files.js";
import { requireToken } from "../signing/require-token.js";
import { findWritten, type WrittenCertificate } from "../signing/written-certificate.js";
import { GenerateKeys } from "./generate-keys.js";
import { Order } from "./order.js";
import { ReceiveCertificate } from "./receive-certificate.js";
import { SelectCertificate } from "./select-certificate.js";

/** The new pair on the token. */
export type UpdatedToken = {
  readonly keyId: string;
  /** DER, base64. */
  readonly der: string;
  /** Lower-case hexadecimal. */
  readonly serial: string;
  /** RFC 3339 UTC. */
  readonly notAfter: string;
  /** Absolute path of the certificate's file for the person. */
  readonly saved: string;
};

/** "Update the certificate on eToken device." Manual IV.1. */
@step("update-token")
export class UpdateToken extends InstallCertificate<DigisignProfile, UpdatedToken> {
  /** Found on the token in this run, where DigiSigner ONE has written it. */
  private written: WrittenCertificate | undefined;

  constructor(
    @inject(Certificates) certificates: Certificates,
    @inject(Clock) clock: Clock,
    @inject(Files) private readonly files: Files,
    @inject(Tokens) private readonly tokens: Tokens,
  ) {
    super(certificates, clock);
  }

  override async run(
    renewal: DigisignRenewal,
  ): Promise<Outcome<InstalledCertificate & UpdatedToken>> {
    const absent = (await this.early(renewal)) ?? (await requireToken(this.tokens, renewal));
    if (absent !== undefined) return absent;
    if (renewal.profile.way === "assisted") {
      const found = await findWritten(this.tokens, this.clock, renewal);
      if ("outcome" in found) return found;
      this.written = found;
    }
    return super.run(renewal);
  }

  protected override certificate(renewal: DigisignRenewal): ObtainedCertificate {
    return this.written?.certificate ?? renewal.output(ReceiveCertificate);
  }

  protected override keyId(renewal: DigisignRenewal): string {
    return (
      this.written?.keyId ??
      renewal.outputIfDone(GenerateKeys)?.id ??
      renewal.output(SelectCertificate).keyId
    );
  }

  protected override async rules(renewal: DigisignRenewal) {
    const roots = await caRoots(this.files, renewal.profile);
    return { roots, profile: { notCa: true, minRsaBits: 2048 } };
  }

  protected override question({ subject }: ObtainedCertificate, renewal: DigisignRenewal) {
    const { label: token, serial, notAfter } = renewal.output(SelectCertificate);
    return {
      text: message("digisign.update", { token }),
      instructions: [
        message("digisign.update.proven", { subject }),
        message("digisign.update.old-stays", { serial, notAfter }),
        message("digisign.contact", helpdesk(renewal.profile)),
      ],
      yes: message("digisign.update.yes"),
      no: message("digisign.update.no"),
    };
  }

  protected override async finish(
    installed: InstalledCertificate,
    renewal: DigisignRenewal,
  ): Promise<InstalledCertificate & UpdatedToken> {
    const { number } = renewal.output(Order);
    const { der, serial, notAfter, sha256, file } = this.certificate(renewal);
    const name = `certificate-${nameSafe(number)}.cer`;
    const kept = new KeptFiles(this.files);
    const key = `certificate:${sha256}`;
    const saved = await kept.save({ key, name, content: file.content }, renewal);
    return { ...installed, keyId: this.keyId(renewal), der, serial, notAfter, saved };
  }

  /** Nothing is written before the chosen day, also where the clock was set back since. */
  private async early(renewal: DigisignRenewal): Promise<Outcome<never> | undefined> {
    const { issuingDate, number } = renewal.output(Order);
    const at = issuedAt(issuingDate);
    if (Date.parse(await this.clock.now()) >= Date.parse(at)) return undefined;
    return waiting({
      key: "issuing-date",
      for: "date",
      at,
      text: message("digisign.issuing-date", { issuingDate: at, number }),
      instructions: [message("digisign.contact", helpdesk(renewal.profile))],
      refusal: { code: "digisign.update-before-date", params: { issuingDate: at } },
    });
  }
}
