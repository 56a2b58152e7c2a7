import {
  Certificates,
  Clock,
  Files,
  ObtainCertificate,
  PerennialError,
  inject,
  message,
  skipped,
  step,
  waiting,
  type CertificatesRead,
  type Delivery,
  type ObtainedCertificate,
  type Outcome,
  type Refusal,
} from "@perennial/api";
import { helpdesk, type DigisignProfile, type DigisignRenewal } from "../profile.js";
import { caRoots } from "../roots.js";
import { isByDigisign } from "../rules/candidates.js";
import { issuedAt } from "../rules/calendar.js";
import { SignerDesk } from "../ways/signer-desk.js";
import { GenerateKeys } from "./generate-keys.js";
import { Order } from "./order.js";
import { SelectCertificate } from "./select-certificate.js";

/** "The certificate will be issued on the date you chosen." Manual III.3 e. */
@step("receive-certificate")
export class ReceiveCertificate extends ObtainCertificate<DigisignProfile> {
  protected override readonly waitKey = "issued";

  constructor(
    @inject(Certificates) certificates: Certificates,
    @inject(Files) files: Files,
    @inject(Clock) clock: Clock,
    @inject(SignerDesk) private readonly desk: SignerDesk,
  ) {
    super(certificates, files, clock);
  }

  override async run(renewal: DigisignRenewal): Promise<Outcome<ObtainedCertificate>> {
    const { issuingDate, number } = renewal.output(Order);
    const at = issuedAt(issuingDate);
    const contact = message("digisign.contact", helpdesk(renewal.profile));
    if (Date.parse(await this.clock.now()) < Date.parse(at)) {
      return waiting({
        key: "issuing-date",
        for: "date",
        at,
        text: message("digisign.issuing-date", { issuingDate: at, number }),
        instructions: [message("digisign.issuing-date.old-works"), contact],
      });
    }
    if (renewal.profile.way === "portal") return super.run(renewal);
    if (renewal.answer("notified") !== undefined) {
      return skipped(message("digisign.written-by-digisigner"));
    }
    return waiting({
      key: "notified",
      for: "person",
      text: message("digisign.notification", { number }),
      instructions: [message("digisign.notification.mail"), contact],
      question: { type: "task", done: message("digisign.notification.done") },
    });
  }

  protected override spkiHash(renewal: DigisignRenewal): string {
    return (renewal.outputIfDone(GenerateKeys) ?? renewal.output(SelectCertificate)).spkiHash;
  }

  protected override deliver(renewal: DigisignRenewal): Promise<Delivery> {
    return this.desk.deliver(renewal);
  }

  protected override async misfit(
    { certificates }: CertificatesRead,
    renewal: DigisignRenewal,
  ): Promise<Refusal> {
    const old = renewal.output(SelectCertificate);
    const subject = certificates[0]?.subject ?? "";
    const { holder, serial } = old;
    return certificates.some(({ spkiHash }) => spkiHash === old.spkiHash)
      ? { code: "digisign.certificate-of-old-key", params: { holder, serial } }
      : { code: "digisign.certificate-for-foreign-key", params: { subject, holder } };
  }

  protected override async check(
    certificate: ObtainedCertificate,
    renewal: DigisignRenewal,
  ): Promise<Refusal | undefined> {
    const old = renewal.output(SelectCertificate);
    const { holder, serial } = old;
    const { der, others, issuer, notAfter, sha256 } = certificate;
    if (sha256 === old.sha256 || Date.parse(notAfter) <= Date.parse(old.notAfter)) {
      return { code: "digisign.certificate-is-the-old-one", params: { holder, serial, notAfter } };
    }
    if (!isByDigisign(issuer)) {
      return { code: "digisign.certificate-by-other-issuer", params: { issuer } };
    }
    try {
      const roots = await caRoots(this.files, renewal.profile);
      await this.certificates.chain({ der, intermediates: others, roots });
      return undefined;
    } catch (error) {
      if (!PerennialError.is(error) || !error.code.startsWith("certificates.")) throw error;
      return { code: error.code, params: error.params };
    }
  }
}
