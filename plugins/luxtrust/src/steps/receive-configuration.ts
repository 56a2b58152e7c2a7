import {
  Certificates,
  Clock,
  Files,
  PerennialError,
  Signatures,
  done,
  inject,
  message,
  step,
  waiting,
  type FileRef,
  type Outcome,
  type Refusal,
  type Step,
} from "@perennial/api";
import { checkConfiguration } from "../configuration/check-configuration.js";
import { readConfigurationName } from "../configuration/configuration-name.js";
import { readConfiguration, type Configuration } from "../configuration/configuration.js";
import { installedBefore } from "../configuration/installed-before.js";
import { operatorRoots } from "../configuration/operator-roots.js";
import { mindExpiry } from "../expiry.js";
import { helpdesk, type SofieProfile, type SofieRenewal } from "../profile.js";
import { ReceiveCertificate } from "./receive-certificate.js";
import { UploadCertificate } from "./upload-certificate.js";

/** The configuration file, verified and for this renewal. */
export type ReceivedConfiguration = Configuration & {
  readonly name: string;
  /** Base64 of the file. */
  readonly content: string;
  /** Who signed it, RFC 4514. */
  readonly signer: string;
  readonly receivedAt: string;
};

const maxBytes = 1024 * 1024;

/**
 * The file that the operator mails within 48 hours, during office hours:
 * `sofie.<user_ID>.<timestamp>.config`. Manual 5.2.
 */
@step("receive-configuration")
export class ReceiveConfiguration implements Step<ReceivedConfiguration, SofieProfile> {
  constructor(
    @inject(Files) private readonly files: Files,
    @inject(Signatures) private readonly signatures: Signatures,
    @inject(Certificates) private readonly certificates: Certificates,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  async run(renewal: SofieRenewal): Promise<Outcome<ReceivedConfiguration>> {
    const outcome = await this.receive(renewal);
    return mindExpiry(renewal, this.clock, "receive-configuration", outcome);
  }

  private async receive(renewal: SofieRenewal): Promise<Outcome<ReceivedConfiguration>> {
    const roots = await operatorRoots(this.files, this.certificates, renewal);
    if ("outcome" in roots) return roots;
    const given = renewal.answer<FileRef>("configuration");
    if (given === undefined) return this.ask(renewal);
    const taken = await this.take(given, roots.roots, renewal);
    if ("code" in taken) return this.ask(renewal, taken);
    return done(taken, [
      message("luxtrust.configuration-verified", { name: taken.name, signer: taken.signer }),
    ]);
  }

  private async take(
    { name, handle }: FileRef,
    roots: readonly string[],
    renewal: SofieRenewal,
  ): Promise<ReceivedConfiguration | Refusal> {
    const { profile, account } = renewal;
    const content = await this.files.read(handle);
    const read = await this.verified(content, roots);
    if ("code" in read) return read;
    const certificate = renewal.output(ReceiveCertificate);
    const named = readConfigurationName(name)?.user ?? profile.userId;
    if (named.toLowerCase() !== profile.userId.toLowerCase()) {
      const params = { user: named, expected: profile.userId };
      return { code: "luxtrust.configuration-other-user", params };
    }
    const installed = await installedBefore(this.files, profile, account);
    const refusal = checkConfiguration(read.configuration, {
      user: profile.userId,
      account,
      certificate,
      ...(installed === undefined ? {} : { installed }),
    });
    if (refusal !== undefined) return refusal;
    const { configuration, signer } = read;
    return { ...configuration, name, content, signer, receivedAt: await this.clock.now() };
  }

  private async verified(
    content: string,
    roots: readonly string[],
  ): Promise<{ configuration: Configuration; signer: string } | Refusal> {
    try {
      const { content: signed, signer } = await this.signatures.verifyCms({ content, roots });
      return { configuration: readConfiguration(signed), signer: signer.subject };
    } catch (error) {
      if (!PerennialError.is(error)) throw error;
      const code = refusals[error.code];
      if (code === undefined) throw error;
      return { code, params: error.params };
    }
  }

  private async ask(
    renewal: SofieRenewal,
    refusal?: Refusal,
  ): Promise<Outcome<ReceivedConfiguration>> {
    const { account, profile } = renewal;
    const { uploadedAt } = renewal.output(UploadCertificate);
    const calendar = { country: "LU", timeZone: "Europe/Luxembourg" };
    // "In the next 48 hours", and only during office hours: two business days.
    const deadline = await this.clock.addBusinessDays(uploadedAt, 2, calendar);
    return waiting({
      key: "configuration",
      for: "mail",
      subjects: ["*SOFiE*"],
      names: [`sofie.${profile.userId}.*.config`],
      maxBytes,
      deadline,
      text: message("luxtrust.configuration-wait", { account, user: profile.userId }),
      instructions: [
        message("luxtrust.configuration-wait.office-hours", { deadline }),
        message("luxtrust.pending"),
        message("luxtrust.upload.quiet"),
        message("luxtrust.contact", helpdesk(profile)),
      ],
      ...(refusal === undefined ? {} : { refusal }),
    });
  }
}

const refusals: { readonly [code: string]: string } = {
  "signatures.not-cms": "luxtrust.configuration-unreadable",
  "signatures.invalid": "luxtrust.configuration-tampered",
  "signatures.untrusted": "luxtrust.configuration-untrusted",
  "luxtrust.configuration-unreadable": "luxtrust.configuration-unreadable",
  "luxtrust.configuration-version": "luxtrust.configuration-version",
};
