import { Clock, inject, message, step, type Outcome, type Step } from "@perennial/api";
import { mindExpiry } from "../expiry.js";
import type { SofieProfile, SofieRenewal } from "../profile.js";
import { SofiePortal, type UploadReceipt } from "../ways/sofie-portal.js";
import { ReceiveCertificate } from "./receive-certificate.js";

/** Makes the certificate known to SOFiE. Manual 5.2, "Send the certificate to SIX Payment Services". */
@step("upload-certificate")
export class UploadCertificate implements Step<UploadReceipt, SofieProfile> {
  constructor(
    @inject(SofiePortal) private readonly portal: SofiePortal,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  async run(renewal: SofieRenewal): Promise<Outcome<UploadReceipt>> {
    const outcome = await this.portal.upload(renewal.output(ReceiveCertificate), renewal);
    const noted =
      outcome.outcome === "done"
        ? { ...outcome, notes: [message("luxtrust.quiet-window", { account: renewal.account })] }
        : outcome;
    return mindExpiry(renewal, this.clock, "upload-certificate", noted);
  }
}
