import {
  Clock,
  done,
  inject,
  message,
  step,
  waiting,
  type Outcome,
  type Step,
} from "@perennial/api";
import { mindDates } from "../deadlines.js";
import { helpdesk, type DigisignProfile, type DigisignRenewal } from "../profile.js";
import { howToPay } from "../ways/order-judgement.js";
import { Order } from "./order.js";
import { ReceiveDocuments } from "./receive-documents.js";

/** When the person said that it is paid. RFC 3339 UTC. */
export type Paid = { readonly paidAt: string };

/** "After registering the payment please send a copy of the payment order." Manual III, note. */
@step("pay")
export class Pay implements Step<Paid, DigisignProfile> {
  constructor(@inject(Clock) private readonly clock: Clock) {}

  async run(renewal: DigisignRenewal): Promise<Outcome<Paid>> {
    if (renewal.answer("paid") !== undefined) {
      return done<Paid>({ paidAt: await this.clock.now() });
    }
    const { proforma } = renewal.output(ReceiveDocuments);
    const { number } = renewal.output(Order);
    const wait = waiting({
      key: "paid",
      for: "person",
      text: message("digisign.pay", { name: proforma.name, number }),
      instructions: [...howToPay(renewal), message("digisign.contact", helpdesk(renewal.profile))],
      question: { type: "task", done: message("digisign.pay.done") },
    });
    return mindDates(renewal, this.clock, wait);
  }
}
