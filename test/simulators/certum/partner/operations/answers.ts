import type { EmailVerification, PartnerOrder } from "../orders/partner-order.js";
import { defined } from "../../../shared/json-input.js";
import type { Answer } from "../wsdl/write-message.js";

export function verificationAnswer(verification: EmailVerification): Answer {
  const { email, state, sentAt, validUntil } = verification;
  return defined({ email, state, sentAt, validUntil });
}

/** What is said of an order that was placed. */
export function placedAnswer({ orderID, verification }: PartnerOrder): Answer {
  return { orderID, verifications: { emailVerification: verificationAnswer(verification) } };
}

export function stateAnswer(order: PartnerOrder): Answer {
  const { orderID, status, product, customer, placedAt, issued, note } = order;
  return defined({
    orderID,
    orderStatus: status,
    productCode: product.code,
    customer,
    orderDate: placedAt,
    serialNumber: issued?.serial,
    note,
  });
}
