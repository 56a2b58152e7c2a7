import type { PartnerWorld } from "../../partner-orders.js";
import type { OrderDraft } from "../orders/partner-order.js";
import type { PartnerOrders } from "../orders/order-register.js";
import type { PartnerProduct } from "../partner-options.js";
import { PartnerRefusal, type Finding } from "../partner-refusal.js";
import { isMailbox, type StatedData, type SubjectRules } from "./subject-rules.js";
import { readRequest } from "./request-rules.js";

/** What every order has, wherever its message has it. */
export interface WantedOrder {
  readonly account: string;
  readonly orderID: string | undefined;
  readonly customer: string;
  readonly productCode: string;
  readonly csr: string | undefined;
  readonly hashAlgorithm: string | undefined;
  readonly requestorEmail?: string | undefined;
  readonly stated: StatedData;
  /** Where the message has it, with a slash at the end: `orderParameters/`. */
  readonly path: string;
}

const hashAlgorithms = ["SHA256", "SHA384", "SHA512", "RSA-SHA256", "ECC-SHA256", "ECC-SHA384"];

/** Judges orders; notes everything that is wrong with one, not only the first. */
export class OrderRules {
  constructor(
    private readonly world: Pick<PartnerWorld, "readRequest" | "keys" | "authority">,
    private readonly orders: PartnerOrders,
    private readonly products: readonly PartnerProduct[],
    private readonly subjects: SubjectRules,
  ) {}

  /** @throws PartnerRefusal */
  async judgeNew(wanted: WantedOrder): Promise<Omit<OrderDraft, "kind" | "earlier">> {
    const findings: Finding[] = [];
    const judged = await this.judge(wanted, findings);
    if (judged?.product.renewal === true)
      findings.push({ code: "productNotAllowed", path: `${wanted.path}productCode` });
    return complete(judged, findings);
  }

  /** What is known of an order, `undefined` if something is missing for one. */
  async judge(
    wanted: WantedOrder,
    findings: Finding[],
  ): Promise<Omit<OrderDraft, "kind" | "earlier"> | undefined> {
    this.judgeOrderID(wanted.orderID, `${wanted.path}orderID`, findings);
    judgeCustomer(wanted, findings);
    const product = this.#product(wanted, findings);
    judgeHash(wanted.hashAlgorithm, `${wanted.path}hashAlgorithm`, findings);
    if (wanted.stated.email !== undefined && !isMailbox(wanted.stated.email))
      findings.push({ code: "emailMalformed", path: `${wanted.path}email` });
    if (wanted.requestorEmail !== undefined && !isMailbox(wanted.requestorEmail))
      findings.push({ code: "requestorEmailMalformed", path: "requestorInfo/email" });
    const path = `${wanted.path}CSR`;
    const request = await readRequest(this.world, wanted.csr, path, findings);
    if (request === undefined) return undefined;
    const judged = this.subjects.judge(request.subject, wanted.stated, path, findings);
    if (product === undefined) return undefined;
    const { account, customer, orderID = "" } = wanted;
    return { orderID, account, customer, product, request, ...judged };
  }

  judgeOrderID(orderID: string | undefined, path: string, findings: Finding[]): void {
    if (orderID === undefined || orderID === "") findings.push({ code: "orderIdMissing", path });
    else if (!/^[A-Za-z0-9-]{1,50}$/.test(orderID))
      findings.push({ code: "orderIdMalformed", path });
    else if (this.orders.has(orderID)) findings.push({ code: "orderIdTaken", path });
  }

  #product(wanted: WantedOrder, findings: Finding[]): PartnerProduct | undefined {
    const path = `${wanted.path}productCode`;
    if (wanted.productCode === "") {
      findings.push({ code: "productMissing", path });
      return undefined;
    }
    const product = this.products.find(({ code }) => code === wanted.productCode);
    if (product === undefined) findings.push({ code: "productNotAllowed", path });
    return product;
  }
}

/** @throws PartnerRefusal if anything was found. */
export function complete<T>(judged: T | undefined, findings: readonly Finding[]): T {
  if (judged !== undefined && findings.length === 0) return judged;
  throw new PartnerRefusal(findings);
}

export function judgeHash(hash: string | undefined, path: string, findings: Finding[]): void {
  if (hash !== undefined && !hashAlgorithms.includes(hash.toUpperCase()))
    findings.push({ code: "hashNotSupported", path, detail: hash });
}

function judgeCustomer({ customer, account, path }: WantedOrder, findings: Finding[]): void {
  if (customer.trim() === "") findings.push({ code: "customerMissing", path: `${path}customer` });
  else if (customer === account || customer.length > 255)
    findings.push({ code: "customerIsPartner", path: `${path}customer` });
}
