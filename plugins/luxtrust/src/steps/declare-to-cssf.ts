import { Clock, inject, skipped, message, step, type Outcome, type Step } from "@perennial/api";
import { mindExpiry } from "../expiry.js";
import type { SofieProfile, SofieRenewal } from "../profile.js";
import { CssfDesk, type DeclarationReceipt } from "../ways/cssf-desk.js";
import { ReceiveCertificate } from "./receive-certificate.js";

/**
 * S.O.R.T., CRYPT only: without the declaration files are blocked at the sending with [201,451].
 * CSSF circular 08/334, 4.3; manual 5.2.
 */
@step("declare-to-cssf")
export class DeclareToCssf implements Step<DeclarationReceipt, SofieProfile> {
  constructor(
    @inject(CssfDesk) private readonly desk: CssfDesk,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  async run(renewal: SofieRenewal): Promise<Outcome<DeclarationReceipt>> {
    if (renewal.profile.contract !== "sort") return skipped(message("luxtrust.cssf.only-sort"));
    const outcome = await this.desk.declare(renewal.output(ReceiveCertificate), renewal);
    return mindExpiry(renewal, this.clock, "declare-to-cssf", outcome);
  }
}
