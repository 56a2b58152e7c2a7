import {
  Clock,
  done,
  happened,
  inject,
  injectable,
  message,
  waiting,
  type Delivery,
  type Outcome,
} from "@perennial/api";
import { helpdesk, portalUrl, type SofieRenewal } from "../profile.js";
import { certificateNames, certificateSubjects, maxCertificateBytes } from "./delivery.js";
import type { NewOrder, OrderDesk, PlacedOrder } from "./order-desk.js";

/** The person orders at the real page. Manual 4.1, "Electronic and administrative order". */
@injectable()
export class AssistedOrderDesk implements OrderDesk {
  constructor(@inject(Clock) private readonly clock: Clock) {}

  async place({ request }: NewOrder, renewal: SofieRenewal): Promise<Outcome<PlacedOrder>> {
    const { account, profile } = renewal;
    const answer = renewal.answer<{ number?: string }>("order");
    if (answer === undefined) {
      const { name, path } = request;
      return waiting({
        key: "order",
        for: "person",
        text: message("luxtrust.order", { account }),
        instructions: [
          message("luxtrust.order.open"),
          message("luxtrust.order.hand-over", { name, path }),
          message("luxtrust.order.newest", { name }),
          message("luxtrust.order.days"),
          message("luxtrust.contact", helpdesk(profile)),
        ],
        pages: [{ title: message("luxtrust.page.order"), url: portalUrl(profile, "orderUrl") }],
        question: {
          type: "form",
          schema: {
            type: "object",
            properties: {
              number: {
                type: "string",
                title: "luxtrust.order.number",
                description: "luxtrust.order.number.hint",
                pattern: "\\s*#?[A-Za-z0-9-]{0,40}\\s*",
                patternTitle: "luxtrust.order.number.pattern",
              },
            },
            additionalProperties: false,
          },
        },
      });
    }
    const placed: PlacedOrder = {
      ...numbered(answer.number),
      reference: renewal.id,
      account,
      spkiHash: request.spkiHash,
      csrSha256: request.sha256,
      placedAt: await this.clock.now(),
      way: "assisted",
    };
    return done(
      await renewal.effect<PlacedOrder>({
        key: "order",
        intent: { account, spkiHash: request.spkiHash, csrSha256: request.sha256 },
        // The person has ordered already and said so: this writes it down, and so can `find`.
        perform: async () => placed,
        find: async ({ intendedAt }) => happened({ ...placed, placedAt: intendedAt }),
      }),
    );
  }

  async deliver(order: PlacedOrder, { account, profile }: SofieRenewal): Promise<Delivery> {
    const calendar = { country: "LU", timeZone: "Europe/Luxembourg" };
    return {
      state: "coming",
      wait: {
        for: "mail",
        subjects: certificateSubjects(order.number),
        names: certificateNames(order.number),
        maxBytes: maxCertificateBytes,
        text: message("luxtrust.certificate-wait", { account, number: order.number ?? "none" }),
        instructions: [
          message("luxtrust.certificate-wait.mail", { number: order.number ?? "none" }),
          message("luxtrust.certificate-wait.as-is"),
          message("luxtrust.pending"),
          message("luxtrust.contact", helpdesk(profile)),
        ],
        deadline: await this.clock.addBusinessDays(order.placedAt, 10, calendar),
      },
    };
  }
}

function numbered(number: string | undefined): { number?: string } {
  const bare = (number ?? "").trim().replace(/^#/, "");
  return bare === "" ? {} : { number: bare };
}
