import {
  Clock,
  PerennialError,
  inject,
  message,
  step,
  waiting,
  type Outcome,
  type Refusal,
  type Step,
} from "@perennial/api";
import type { DigisignProfile, DigisignRenewal } from "../profile.js";
import { DateForm } from "../rules/date-form.js";
import { refusalOfDate } from "../rules/issuing-date.js";
import { thresholds } from "../rules/thresholds.js";
import { OrderDesk, type PlacedOrder } from "../ways/order-desk.js";
import { ChooseDate } from "./choose-date.js";
import { application } from "./confirm-application.js";
import { CreateRequest } from "./create-request.js";
import { SelectCertificate } from "./select-certificate.js";

/**
 * "You will need to enter the validation code and to press the Trimite (Send) button." Manual II.6.
 * The date is held against the clock once more, and asked for again where its time has passed.
 */
@step("order")
export class Order implements Step<PlacedOrder, DigisignProfile> {
  constructor(
    @inject(OrderDesk) private readonly desk: OrderDesk,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  async run(renewal: DigisignRenewal): Promise<Outcome<PlacedOrder>> {
    const again = renewal.answer<{ date: string }>("date");
    const issuingDate = again?.date ?? renewal.output(ChooseDate).issuingDate;
    const certificate = renewal.output(SelectCertificate);
    const request = renewal.outputIfDone(CreateRequest);
    const order = {
      certificate,
      application: application(renewal),
      issuingDate,
      ...(request === undefined ? {} : { request }),
    };
    const checkDate = () => this.refusal(issuingDate, renewal);
    try {
      const outcome = await this.desk.place(order, renewal, checkDate);
      if (outcome.outcome !== "done") return outcome;
      const { number } = outcome.output;
      return { ...outcome, notes: [message("digisign.ordered", { number })] };
    } catch (error) {
      // Nothing was ordered; another day may do.
      if (!PerennialError.is(error) || error.effect !== "none" || !isAboutDate(error)) throw error;
      const { code, params } = error;
      const form = await new DateForm(this.clock).ask(renewal, certificate.notAfter, {
        refusal: { code, params },
      });
      return waiting(form);
    }
  }

  private async refusal(date: string, renewal: DigisignRenewal): Promise<Refusal | undefined> {
    const { notAfter } = renewal.output(SelectCertificate);
    const now = await this.clock.now();
    const rules = thresholds(renewal.profile);
    return refusalOfDate(this.clock, date, { now, notAfter, rules });
  }
}

/** `digisign.no-date-left` is not: no other day would do. */
function isAboutDate({ code }: PerennialError): boolean {
  return code.startsWith("digisign.date.");
}
