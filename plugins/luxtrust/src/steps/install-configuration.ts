import {
  Certificates,
  Clock,
  Files,
  InstallCertificate,
  inject,
  message,
  step,
  type InstalledCertificate,
  type ObtainedCertificate,
} from "@perennial/api";
import { installedName } from "../configuration/installed-before.js";
import { mindExpiry } from "../expiry.js";
import { dataFolder, type SofieProfile, type SofieRenewal } from "../profile.js";
import { caRoots } from "../roots.js";
import { GenerateKeys } from "./generate-keys.js";
import { ReceiveCertificate } from "./receive-certificate.js";
import { ReceiveConfiguration } from "./receive-configuration.js";

/** Where the configuration was put. */
export type InstalledConfiguration = {
  readonly configuration: string;
  /** Absolute path. */
  readonly configurationPath: string;
};

/**
 * Log in, OK, choose the file, Next: the configuration activates the new certificate. Manual 5.3,
 * "Configuration file install".
 */
@step("install-configuration")
export class InstallConfiguration extends InstallCertificate<SofieProfile, InstalledConfiguration> {
  constructor(
    @inject(Certificates) certificates: Certificates,
    @inject(Clock) clock: Clock,
    @inject(Files) private readonly files: Files,
  ) {
    super(certificates, clock);
  }

  protected override certificate(renewal: SofieRenewal): ObtainedCertificate {
    return renewal.output(ReceiveCertificate);
  }

  protected override keyId(renewal: SofieRenewal): string {
    return renewal.output(GenerateKeys).id;
  }

  protected override async rules(renewal: SofieRenewal) {
    const roots = await caRoots(this.files, renewal.profile);
    return { roots, profile: { notCa: true, minRsaBits: 2048 } };
  }

  protected override question({ subject }: ObtainedCertificate, renewal: SofieRenewal) {
    const { name } = renewal.output(ReceiveConfiguration);
    return {
      text: message("luxtrust.install", { account: renewal.account, name }),
      instructions: [message("luxtrust.install.proven", { subject }), message("luxtrust.pending")],
      yes: message("luxtrust.ok"),
      no: message("luxtrust.cancel"),
    };
  }

  protected override async finish(
    installed: InstalledCertificate,
    renewal: SofieRenewal,
  ): Promise<InstalledCertificate & InstalledConfiguration> {
    const { name: received, content, user, issuedAt } = renewal.output(ReceiveConfiguration);
    const name = installedName(user, issuedAt, renewal.account);
    const folder = dataFolder(renewal.profile);
    const { path } = await renewal.effect({
      key: "save-configuration",
      intent: { name },
      perform: async () => {
        const where = folder === undefined ? {} : { folder };
        return { path: (await this.files.save({ ...where, name, content })).path };
      },
      find: async () => ({ state: "did-not-happen" }),
    });
    return { ...installed, configuration: received, configurationPath: path };
  }

  override async run(renewal: SofieRenewal) {
    return mindExpiry(renewal, this.clock, "install-configuration", await super.run(renewal));
  }
}
