import { Clock, done, inject, step, waiting, type Outcome, type Step } from "@perennial/api";
import type { DigisignProfile, DigisignRenewal } from "../profile.js";
import { DateForm } from "../rules/date-form.js";
import { refusalOfDate } from "../rules/issuing-date.js";
import { thresholds } from "../rules/thresholds.js";
import { SelectCertificate } from "./select-certificate.js";

/** When the new certificate is to be issued. */
export type ChosenDate = {
  /** `yyyy-mm-dd` in Romania. */
  readonly issuingDate: string;
};

/** "Select the date for issuing of the new certificate." Manual II.4. */
@step("choose-date")
export class ChooseDate implements Step<ChosenDate, DigisignProfile> {
  constructor(@inject(Clock) private readonly clock: Clock) {}

  async run(renewal: DigisignRenewal): Promise<Outcome<ChosenDate>> {
    const answer = renewal.answer<{ date: string }>("date");
    const { notAfter } = renewal.output(SelectCertificate);
    const form = new DateForm(this.clock);
    if (answer === undefined) return waiting(await form.ask(renewal, notAfter));
    const given = {
      now: await this.clock.now(),
      notAfter,
      rules: thresholds(renewal.profile),
    };
    const refusal = await refusalOfDate(this.clock, answer.date, given);
    if (refusal !== undefined) {
      return waiting(await form.ask(renewal, notAfter, { refusal }));
    }
    return done<ChosenDate>({ issuingDate: answer.date });
  }
}
