import { control } from "../../shared/controls/control.js";
import { defined } from "../../shared/json-input.js";
import { jsonReply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import { certificateVariants } from "../partner-orders.js";
import type { CertumSimulator } from "../simulator.js";
import { orderForOperator } from "../state.js";

/** Orders, as the shop takes them and the operator decides about them. */
export function orderControls({ world, review }: CertumSimulator): Route[] {
  return [
    control("GET", "/orders", () =>
      jsonReply({ orders: world.orders.list().map(orderForOperator) }),
    ),
    control("POST", "/orders", (input) => {
      const number = input.optionalText("number");
      const customer = input.optionalText("customer") ?? "anna.nowak";
      const days = input.optionalChoice("days", ["365", "730"] as const) === "365" ? 365 : 730;
      const order = world.orders.place({ customer, days, ...defined({ number }) });
      return jsonReply(orderForOperator(order), 201);
    }),
    control("GET", "/orders/:number", (_input, { number = "" }) =>
      jsonReply(orderForOperator(world.orders.get(number))),
    ),
    control("POST", "/orders/:number/approve-data", (input, { number = "" }) => {
      const identifier = input.optionalText("organizationIdentifier");
      return jsonReply(orderForOperator(review.approveData(number, identifier)));
    }),
    control("POST", "/orders/:number/reject-data", (input, { number = "" }) =>
      jsonReply(orderForOperator(review.rejectData(number, input.text("reason")))),
    ),
    control("POST", "/orders/:number/issue", async (input, { number = "" }) => {
      const variant = input.optionalChoice("certificate", certificateVariants);
      return jsonReply(orderForOperator(await review.issue(number, variant)));
    }),
    control("POST", "/orders/:number/reject-issuing", (input, { number = "" }) =>
      jsonReply(orderForOperator(review.rejectIssuing(number, input.text("reason")))),
    ),
    control("POST", "/orders/:number/hand-out", async (input, { number = "" }) => {
      const variant = input.choice("certificate", certificateVariants);
      return jsonReply(orderForOperator(await review.handOut(number, variant)));
    }),
  ];
}
