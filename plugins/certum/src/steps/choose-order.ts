import { inject, step, type Outcome, type Step } from "@perennial/api";
import type { CertumProfile, CertumRenewal } from "../profile.js";
import { OrderChoice, type ChosenOrder } from "../ways/order-choice.js";

/** "Certificate activation": which order it is. State ORDERED. */
@step("choose-order")
export class ChooseOrder implements Step<ChosenOrder, CertumProfile> {
  constructor(@inject(OrderChoice) private readonly orders: OrderChoice) {}

  run(renewal: CertumRenewal): Promise<Outcome<ChosenOrder>> {
    return this.orders.choose(renewal);
  }
}
