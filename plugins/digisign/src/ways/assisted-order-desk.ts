import { Clock, done, inject, injectable, message, waiting, type Outcome } from "@perennial/api";
import { helpdesk, portalUrl, type DigisignRenewal } from "../profile.js";
import { noonOf } from "../rules/calendar.js";
import type { Application } from "../steps/confirm-application.js";
import {
  requireDate,
  type DateCheck,
  type NewOrder,
  type OrderDesk,
  type PlacedOrder,
} from "./order-desk.js";

/** The person orders on DigiSign's page. Manual II.2 to II.6. */
@injectable()
export class AssistedOrderDesk implements OrderDesk {
  constructor(@inject(Clock) private readonly clock: Clock) {}

  async place(
    { certificate, application, issuingDate }: NewOrder,
    renewal: DigisignRenewal,
    checkDate: DateCheck,
  ): Promise<Outcome<PlacedOrder>> {
    const { profile } = renewal;
    const answer = renewal.answer<{ number: string }>("order");
    if (answer === undefined) {
      await requireDate(checkDate);
      const { holder, serial, label: token } = certificate;
      const date = noonOf(Temporal.PlainDate.from(issuingDate));
      return waiting({
        key: "order",
        for: "person",
        text: message("digisign.order"),
        instructions: [
          message("digisign.order.open"),
          message("digisign.order.select", { holder, serial, token }),
          message("digisign.order.date", { date }),
          message("digisign.order.form", orDash(application)),
          message("digisign.order.send"),
          message("digisign.contact", helpdesk(profile)),
        ],
        pages: [{ title: message("digisign.page.portal"), url: `${portalUrl(profile)}portal` }],
        question: {
          type: "form",
          schema: {
            type: "object",
            properties: {
              number: {
                type: "string",
                title: "digisign.field.number",
                description: "digisign.field.number.hint",
                pattern: "^\\S{3,40}$",
                patternTitle: "digisign.field.number.pattern",
              },
            },
            required: ["number"],
            additionalProperties: false,
          },
        },
      });
    }
    // The person has ordered already: nothing outside changes here, and a number that was mistyped can
    // be given again by going back.
    return done<PlacedOrder>({
      number: answer.number.trim(),
      reference: renewal.id,
      issuingDate,
      placedAt: await this.clock.now(),
      way: "assisted",
    });
  }
}

/** What the form leaves empty is shown as such. */
function orDash(application: Application): { [field: string]: string } {
  return Object.fromEntries(
    Object.entries(application).map(([field, value]) => [field, value === "" ? "–" : value]),
  );
}
