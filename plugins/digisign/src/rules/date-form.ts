import { message, type Clock, type Refusal, type WaitForPerson } from "@perennial/api";
import { helpdesk, type DigisignRenewal } from "../profile.js";
import { noonOf } from "./calendar.js";
import { issuingDays, ruleInWords } from "./issuing-date.js";
import { thresholds } from "./thresholds.js";

/** Asks for the issuing date. */
export class DateForm {
  constructor(private readonly clock: Clock) {}

  /** The first day there is stands in the form: Enter is never a day that was refused. */
  async ask(
    { profile }: DigisignRenewal,
    notAfter: string,
    given: { readonly refusal?: Refusal } = {},
  ): Promise<WaitForPerson> {
    const rules = thresholds(profile);
    const days = await issuingDays(this.clock, { now: await this.clock.now(), notAfter, rules });
    const bounds =
      days === undefined
        ? message("error.digisign.no-date-left", { notAfter })
        : message("digisign.date.bounds", { first: noonOf(days.first), last: noonOf(days.last) });
    const offered = days?.first.toString();
    const { refusal } = given;
    return {
      key: "date",
      for: "person",
      text: message("digisign.date"),
      instructions: [
        bounds,
        ruleInWords(rules),
        message("digisign.date.business-days"),
        message("digisign.contact", helpdesk(profile)),
      ],
      question: {
        type: "form",
        schema: {
          type: "object",
          properties: {
            date: { type: "string", format: "date", title: "digisign.field.date" },
          },
          required: ["date"],
          additionalProperties: false,
        },
        ...(offered === undefined ? {} : { values: { date: offered } }),
      },
      ...(refusal === undefined ? {} : { refusal }),
    };
  }
}
