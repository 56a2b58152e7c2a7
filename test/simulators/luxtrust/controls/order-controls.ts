import { checkRequest } from "../../pki/certification-request.js";
import { keyAlgorithms } from "../../pki/key-algorithm.js";
import { defined, type JsonInput } from "../../shared/json-input.js";
import { mailToJson } from "../../shared/mailbox.js";
import { PortalError } from "../../shared/portal-error.js";
import { jsonReply } from "../../shared/reply.js";
import type { PathParameters, Route } from "../../shared/router.js";
import { accounts } from "../account.js";
import {
  mailBlocks,
  mailContents,
  mailEncodings,
  mailForms,
  type CertificateMailOptions,
} from "../certificate-mail.js";
import type { PersonalData } from "../order.js";
import { orderForOperator } from "../state.js";
import type { LuxtrustSimulator } from "../simulator.js";
import { control } from "../../shared/controls/control.js";

/** Orders and certificates, as the people at LuxTrust handle them. */
export function orderControls(simulator: LuxtrustSimulator): Route[] {
  const { orders, world } = simulator;
  return [
    control("GET", "/orders", () =>
      jsonReply({ orders: world.orders.list().map(orderForOperator) }),
    ),
    control("POST", "/orders", async (input) => {
      const order = world.orders.place({
        reference: input.text("reference"),
        account: input.choice("account", accounts),
        person: { ...someone, ...personalData(input.optionalObject("person")) },
        request: await checkRequest(Buffer.from(input.text("csr"))),
      });
      return jsonReply(orderForOperator(order), 201);
    }),
    control("GET", "/orders/:number", (_input, parameters) =>
      jsonReply(orderForOperator(orders.find(numberOf(parameters)))),
    ),
    control("POST", "/orders/:number/approve", async (input, parameters) => {
      const validityDays = input.optionalNumber("validityDays");
      const order = await orders.approve(numberOf(parameters), {
        mail: mailOptions(input.optionalObject("mail")),
        ...(validityDays === undefined ? {} : { validityDays }),
      });
      return jsonReply(orderForOperator(order));
    }),
    control("POST", "/orders/:number/reject", (input, parameters) =>
      jsonReply(orderForOperator(orders.reject(numberOf(parameters), input.text("reason")))),
    ),
    control("POST", "/orders/:number/cancel", (input, parameters) =>
      jsonReply(orderForOperator(orders.cancel(numberOf(parameters), input.text("reason")))),
    ),
    control("POST", "/orders/:number/mail", async (input, parameters) =>
      jsonReply(mailToJson(await orders.mail(numberOf(parameters), mailOptions(input)))),
    ),
    control("POST", "/certificates", async (input) => {
      const notAfter = input.optionalInstant("notAfter");
      if (notAfter === undefined)
        throw new PortalError(400, "input.wrong", '"notAfter" is missing.', "notAfter");
      const existing = await simulator.issueExisting({
        user: input.text("user"),
        account: input.choice("account", accounts),
        notAfter,
        person: personalData(input.optionalObject("person")),
        ...defined({
          notBefore: input.optionalInstant("notBefore"),
          csr: input.optionalText("csr"),
          privateKey: input.optionalText("privateKey"),
          algorithm: input.optionalChoice("algorithm", keyAlgorithms),
        }),
      });
      return jsonReply(existing, 201);
    }),
  ];
}

const someone: PersonalData = {
  name: "Ada Weber",
  email: "treasury@acme.example",
  company: "Acme S.A.",
  department: "",
  city: "Luxembourg",
  country: "LU",
};

function numberOf({ number = "" }: PathParameters): number {
  if (!/^\d{1,9}$/.test(number))
    throw new PortalError(404, "order.unknown", "There is no such order.", number);
  return Number(number);
}

function personalData(input: JsonInput | undefined): Partial<PersonalData> {
  if (input === undefined) return {};
  return defined({
    name: input.optionalText("name"),
    email: input.optionalText("email"),
    company: input.optionalText("company"),
    department: input.optionalText("department"),
    city: input.optionalText("city"),
    country: input.optionalText("country"),
  });
}

function mailOptions(input: JsonInput | undefined): CertificateMailOptions {
  if (input === undefined) return {};
  return defined({
    form: input.optionalChoice("form", mailForms),
    encoding: input.optionalChoice("encoding", mailEncodings),
    blocks: input.optionalChoice("blocks", mailBlocks),
    crlf: input.optionalFlag("crlf"),
    bom: input.optionalFlag("bom"),
    leadingText: input.optionalText("leadingText"),
    content: input.optionalChoice("content", mailContents),
  });
}
