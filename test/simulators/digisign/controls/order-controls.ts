import { control } from "../../shared/controls/control.js";
import { SentForm } from "../../shared/exchange.js";
import { defined } from "../../shared/json-input.js";
import { mailToJson } from "../../shared/mailbox.js";
import { jsonReply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import { certificateVariants } from "../certificates/handed-out.js";
import { documentMail } from "../documents/document-mail.js";
import { sentKinds } from "../documents/document-kind.js";
import type { DigisignSimulator } from "../simulator.js";
import { orderForOperator } from "../state.js";

const formFields = [
  ...["reference", "issuingDate", "email"],
  ...["phone", "organization", "locality", "country"],
];

/** Orders, as the people at DigiSign handle them. */
export function orderControls(simulator: DigisignSimulator): Route[] {
  const { review, payments, certificates, mailbox, world } = simulator;
  return [
    control("GET", "/orders", () =>
      jsonReply({ orders: world.orders.list().map(orderForOperator) }),
    ),
    control("POST", "/orders", async (input) => {
      const form = new FormData();
      for (const name of formFields) form.set(name, input.optionalText(name) ?? "");
      form.set("certificate", new File([input.text("certificate")], "certificate.pem"));
      if (input.has("csr")) form.set("csr", new File([input.text("csr")], "request.pem"));
      const order = await world.orderDesk.place(await SentForm.from(form));
      return jsonReply(orderForOperator(order), 201);
    }),
    control("GET", "/orders/:number", (_input, { number = "" }) =>
      jsonReply(orderForOperator(world.orders.get(number))),
    ),
    control("POST", "/orders/:number/pay", (_input, { number = "" }) =>
      jsonReply(orderForOperator(payments.receive(number))),
    ),
    control("POST", "/orders/:number/approve", async (input, { number = "" }) => {
      const certificate = input.optionalChoice("certificate", certificateVariants);
      return jsonReply(orderForOperator(await review.approve(number, defined({ certificate }))));
    }),
    control("POST", "/orders/:number/reject", (input, { number = "" }) => {
      const documents = input.choices("documents", sentKinds);
      return jsonReply(orderForOperator(review.reject(number, input.text("reason"), documents)));
    }),
    control("POST", "/orders/:number/cancel", (input, { number = "" }) =>
      jsonReply(orderForOperator(review.cancel(number, input.text("reason")))),
    ),
    control("POST", "/orders/:number/hand-out", (input, { number = "" }) => {
      certificates.handOut(number, input.choice("certificate", certificateVariants));
      return jsonReply(orderForOperator(world.orders.get(number)));
    }),
    control("POST", "/orders/:number/mail-documents", async (_input, { number = "" }) =>
      jsonReply(mailToJson(await mailbox.deliver(await documentMail(world.orders.get(number))))),
    ),
    control("POST", "/orders/:number/mail-certificate", async (input, { number = "" }) => {
      const variant = input.optionalChoice("certificate", certificateVariants);
      return jsonReply(mailToJson(await certificates.mail(number, variant)));
    }),
  ];
}
