import {
  Certificates,
  Clock,
  Files,
  InstallCertificate as InstallCoreCertificate,
  didNotHappen,
  done,
  inject,
  message,
  step,
  waiting,
  type InstalledCertificate,
  type Message,
  type ObtainedCertificate,
  type Outcome,
  type VerificationRules,
} from "@perennial/api";
import type { CertumProfile, CertumRenewal, KeyMethodName } from "../profile.js";
import { caRoots } from "../roots.js";
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
    if (keyMethodOf(renewal) === "own-csr") return this.record(renewal);
    const outcome = await super.run(renewal);
    if (outcome.outcome !== "done") return outcome;
    const { issuers } = outcome.output;
    if (issuers === undefined) return outcome;
    const told = [message("certum.installed.issuers", issuers)];
    return { ...outcome, notes: [...(outcome.notes ?? []), ...told] };
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
      text: message(`certum.install.ask.${keyMethodOf(renewal)}`, { subject, notAfter }),
      instructions: questionFor(keyMethodOf(renewal)),
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

  /** Where the person has the key, the certificate is written down as the current one. */
  private async record(renewal: CertumRenewal): Promise<Outcome<Installed>> {
    const certificate = renewal.output(ReceiveCertificate);
    const { sha256, der, chain } = certificate;
    if (renewal.answer<boolean>("install") !== true) {
      const { text, instructions } = this.question(certificate, renewal);
      const question = { type: "confirm" } as const;
      return waiting({ key: "install", for: "person", text, instructions, question });
    }
    const recorded = await renewal.effect<InstalledCertificate>({
      key: `record:${sha256}`,
      intent: { sha256 },
      perform: async () => {
        const request = submittedRequest(renewal).pem;
        const { path } = await this.certificates.record({ der, chain, request });
        return { sha256, path, installedAt: await this.clock.now() };
      },
      // Recording the same certificate again changes nothing.
      find: async () => didNotHappen,
    });
    return done<Installed>({ ...recorded, method: "own-csr" }, [message("certum.recorded")]);
  }
}

function questionFor(method: KeyMethodName): readonly Message[] {
  return [message("certum.install.old-stays"), message(`certum.install.${method}`)];
}
