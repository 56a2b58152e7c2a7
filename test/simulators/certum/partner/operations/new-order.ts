import { createPublicKey } from "node:crypto";
import type { CheckedRequest } from "../../../pki/certification-request.js";
import { defined } from "../../../shared/json-input.js";
import type { WantedOrder } from "../rules/order-rules.js";
import type { Answer } from "../wsdl/write-message.js";
import { placedAnswer } from "./answers.js";
import type { Call, Operation } from "./operation.js";

/** `validateOrderParameters`: judges what `quickOrder` would, and orders nothing. */
export const validateOrderParameters: Operation = async ({ rules }, call) => {
  const { request } = await rules.judgeNew(wantedOrder(call));
  return { parsedCSR: describe(request) };
};

/** `quickOrder`: places an order under the partner's own `orderID`. */
export const quickOrder: Operation = async ({ rules, office }, call) => {
  const judged = await rules.judgeNew(wantedOrder(call));
  return placedAnswer(await office.place({ ...judged, kind: "new" }));
};

function wantedOrder({ message, account }: Call): WantedOrder {
  const parameters = message.inner("orderParameters");
  const organization = message.inner("organizationInfo");
  return {
    account,
    orderID: parameters.optionalText("orderID"),
    customer: parameters.text("customer"),
    productCode: parameters.text("productCode"),
    csr: parameters.optionalText("CSR"),
    hashAlgorithm: parameters.optionalText("hashAlgorithm"),
    requestorEmail: message.inner("requestorInfo").optionalText("email"),
    stated: {
      commonName: parameters.optionalText("commonName"),
      organization:
        parameters.optionalText("organization") ?? organization.optionalText("organizationName"),
      organizationIdentifier: parameters.optionalText("organizationIdentifier"),
      locality: parameters.optionalText("locality"),
      state: parameters.optionalText("state"),
      country: parameters.optionalText("country"),
      email: parameters.optionalText("email"),
      registrationType: organization.optionalText("registrationType"),
      registrationNumber: organization.optionalText("registrationNumber"),
    },
    path: "orderParameters/",
  };
}

function describe(request: CheckedRequest): Answer {
  const key = createPublicKey({
    key: Buffer.from(request.publicKey.rawData),
    format: "der",
    type: "spki",
  });
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  return defined({
    subject: request.subject.toString(),
    keyAlgorithm: request.keyType === "rsa" ? "RSA" : (namedCurve ?? "EC"),
    keyLength: modulusLength,
  });
}
