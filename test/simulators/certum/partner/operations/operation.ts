import type { PartnerWorld } from "../../partner-orders.js";
import type { PartnerDocuments } from "../orders/document-desk.js";
import type { OrderOffice } from "../orders/order-office.js";
import type { PartnerOrders } from "../orders/order-register.js";
import type { PartnerProduct } from "../partner-options.js";
import type { EarlierCertificates } from "../rules/earlier-certificate.js";
import type { OrderRules } from "../rules/order-rules.js";
import type { Message } from "../wsdl/message.js";
import type { Answer } from "../wsdl/write-message.js";

/** A request whose message the schema allows and whose credentials are right. */
export interface Call {
  readonly message: Message;
  /** The partner's user name. */
  readonly account: string;
}

/** What operations work with. */
export interface PartnerDesk {
  readonly world: PartnerWorld;
  readonly orders: PartnerOrders;
  readonly office: OrderOffice;
  readonly rules: OrderRules;
  readonly earlier: EarlierCertificates;
  readonly documents: PartnerDocuments;
  /** What a reissue counts as: the days come from the certificate before it. */
  readonly reissue: PartnerProduct;
}

/**
 * Does what a request asks and says what the answer holds beside its header.
 * @throws PartnerRefusal if it is not done.
 */
export type Operation = (desk: PartnerDesk, call: Call) => Promise<Answer> | Answer;
