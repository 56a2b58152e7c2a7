import {
  Certificates,
  Clock,
  Files,
  InstallCertificate as InstallCoreCertificate,
  inject,
  message,
  step,
  type InstalledCertificate,
  type Message,
  type ObtainedCertificate,
  type Outcome,
  type VerificationRules,
} from "@perennial/api";
import type { CertumProfile, CertumRenewal, KeyMethodName } from "../profile.js";
import { caRoots } from "../roots.js";
import { statedAs } from "../rules/current-subject.js";
import { submittedRequest } from "./activate.js";
import { GenerateKeys } from "./generate-key-pair.js";
import { keyMethodOf } from "./key-method.js";
import { ReceiveCertificate } from "./receive-certificate.js";

/** The certificate as it is in use, and where its key is. */
type Installed = InstalledCertificate & { readonly method: KeyMethodName };

/** "You can install your certificate on the cryptographic card". Manual, "Summary". */
@step("install-certificate")
export class InstallCertificate extends InstallCoreCertificate<
  CertumProfile,
  { readonly method: KeyMethodName }
> {
  constructor(
    @inject(Certificates) certificates: Certificates,
    @inject(Clock) clock: Clock,
    @inject(Files) private readonly files: Files,
  ) {
    super(certificates, clock);
  }

  override async run(renewal: CertumRenewal): Promise<Outcome<Installed>> {
    const outcome = await super.run(renewal);
    if (outcome.outcome !== "done") return outcome;
    // Said in all three languages of this plugin.
    if (keyMethodOf(renewal) === "own-csr") {
      return { ...outcome, notes: [message("certum.recorded")] };
    }
    const { issuers } = outcome.output;
    if (issuers === undefined) return outcome;
    const told = [message("certum.installed.issuers", issuers)];
    return { ...outcome, notes: [...(outcome.notes ?? []), ...told] };
  }

  /** Where the person has the key, the certificate is written down as the current one. */
  protected override ownRequest(renewal: CertumRenewal): string | undefined {
    return keyMethodOf(renewal) === "own-csr" ? submittedRequest(renewal).pem : undefined;
  }

  protected override certificate(renewal: CertumRenewal): ObtainedCertificate {
    return renewal.output(ReceiveCertificate);
  }

  protected override keyId(renewal: CertumRenewal): string {
    return renewal.output(GenerateKeys).id;
  }

  /** The rules of the profile were checked when the certificate came; its issuers were found then. */
  protected override async rules(renewal: CertumRenewal): Promise<VerificationRules> {
    const { chain } = renewal.output(ReceiveCertificate);
    const roots = await caRoots(this.files, renewal.profile);
    return { roots, intermediates: chain.slice(1, -1) };
  }

  protected override question({ subject, notAfter }: ObtainedCertificate, renewal: CertumRenewal) {
    return {
      text: message(`certum.install.ask.${keyMethodOf(renewal)}`, {
        subject: statedAs(subject, "CN") ?? subject,
        notAfter,
      }),
      instructions: questionFor(keyMethodOf(renewal), renewal.current !== undefined),
    };
  }

  protected override issuersOnToken(renewal: CertumRenewal): boolean {
    return keyMethodOf(renewal) === "card";
  }

  protected override async finish(
    installed: InstalledCertificate,
    renewal: CertumRenewal,
  ): Promise<Installed> {
    return { ...installed, method: keyMethodOf(renewal) };
  }
}

function questionFor(method: KeyMethodName, hasOld: boolean): readonly Message[] {
  const old = hasOld ? [message("certum.install.old-stays")] : [];
  return [...old, message(`certum.install.${method}`)];
}
