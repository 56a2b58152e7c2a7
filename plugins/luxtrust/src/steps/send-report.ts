import {
  Clock,
  inject,
  message,
  skipped,
  step,
  waiting,
  type Outcome,
  type Step,
} from "@perennial/api";
import { asTimestamp } from "../configuration/configuration-name.js";
import { mindExpiry } from "../expiry.js";
import type { SofieProfile, SofieRenewal } from "../profile.js";
import { SofiePortal, type InstallationReport, type ReportReceipt } from "../ways/sofie-portal.js";
import { InstallConfiguration } from "./install-configuration.js";
import { ReceiveCertificate } from "./receive-certificate.js";

/** "You are invited to send the installation report: select YES." Manual 5.3. */
@step("send-report")
export class SendReport implements Step<ReportReceipt, SofieProfile> {
  constructor(
    @inject(SofiePortal) private readonly portal: SofiePortal,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  async run(renewal: SofieRenewal): Promise<Outcome<ReportReceipt>> {
    return mindExpiry(renewal, this.clock, "send-report", await this.send(renewal));
  }

  private async send(renewal: SofieRenewal): Promise<Outcome<ReportReceipt>> {
    const yes = renewal.answer<boolean>("send-report");
    if (yes === undefined) {
      return waiting({
        key: "send-report",
        for: "person",
        text: message("luxtrust.report", { account: renewal.account }),
        question: { type: "confirm", yes: message("luxtrust.yes"), no: message("luxtrust.no") },
      });
    }
    if (!yes) return skipped(message("luxtrust.report.declined"));
    return this.portal.report(report(renewal), renewal);
  }
}

/** What was installed, as JSON. It holds nothing that SOFiE does not know. */
function report(renewal: SofieRenewal): InstallationReport {
  const { profile, account, id: reference } = renewal;
  const { sha256, configuration, installedAt } = renewal.output(InstallConfiguration);
  const { spkiHash, serial, notAfter } = renewal.output(ReceiveCertificate);
  const json = {
    version: 1,
    reference,
    user: profile.userId,
    account,
    configuration,
    installedAt,
    certificateSha256: sha256,
    spkiHash,
    serial,
    notAfter,
  };
  return {
    reference,
    name: `sofie.${profile.userId}.${account}.${asTimestamp(installedAt)}.report.json`,
    content: Buffer.from(`${JSON.stringify(json, undefined, 2)}\n`).toString("base64"),
  };
}
