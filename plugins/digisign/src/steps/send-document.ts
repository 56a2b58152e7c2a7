import { Clock, inject, type Outcome } from "@perennial/api";
import { mindDates } from "../deadlines.js";
import type { DigisignRenewal } from "../profile.js";
import { SignerDesk, type SentDocument } from "../ways/signer-desk.js";
import { ReceiveDocuments } from "./receive-documents.js";

/**
 * "Select one document at a time in order to send them." Manual III.3 d. One of those that were
 * mailed is signed, sent, and acknowledged before the next.
 */
export abstract class SendDocument {
  constructor(
    @inject(SignerDesk) protected readonly desk: SignerDesk,
    @inject(Clock) protected readonly clock: Clock,
  ) {}

  protected abstract readonly kind: "declaration" | "contract" | "terms";

  async run(renewal: DigisignRenewal): Promise<Outcome<SentDocument>> {
    const { kind } = this;
    const file = renewal.output(ReceiveDocuments)[kind];
    const outcome = await this.desk.send({ kind, attempt: "1", file }, renewal);
    return mindDates(renewal, this.clock, outcome);
  }
}
