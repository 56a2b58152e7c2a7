import { PerennialError } from "@perennial/api";
import { oneLine } from "../portal/one-line.js";
import type { Answer } from "./answer-shape.js";
import { orderElements, renewalElements, type OrderToPlace } from "./order-elements.js";
import type { PartnerClient } from "./partner-client.js";

export const orderStatuses = [
  "AWAITING",
  "VERIFICATION",
  "ACCEPTED",
  "ENROLLED",
  "REJECTED",
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

const verificationStates = ["NOT_REQUIRED", "REQUIRED", "FAILED", "VERIFIED"] as const;

/** An order as the service knows it. */
export interface OrderState {
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly productCode: string;
  readonly customer: string;
  /** RFC 3339 UTC. */
  readonly orderedAt: string;
  /** Why it was rejected. */
  readonly note?: string;
}

/** Whether a mailbox is verified. */
export interface EmailVerification {
  readonly email: string;
  readonly state: (typeof verificationStates)[number];
  /** When the code was sent, and until when it is good; RFC 3339 UTC. */
  readonly sentAt?: string;
  readonly validUntil?: string;
}

/** A certificate and those of its issuers, each as the service writes it: PEM, or base64 alone. */
export interface IssuedCertificate {
  readonly certificate: string;
  readonly issuers: readonly string[];
}

/** A file for the operator. */
export interface DocumentToSend {
  readonly fileName: string;
  /** Base64. */
  readonly content: string;
}

/**
 * The operations of `docs/partner.md`, with what they answer checked.
 * @throws PerennialError as `PartnerClient.call` does.
 */
export class PartnerService {
  constructor(private readonly client: PartnerClient) {}

  /** Of the service, as messages name it. */
  get host(): string {
    return this.client.host;
  }

  /** Judges what {@link order} would; orders nothing. */
  async validate(order: OrderToPlace): Promise<void> {
    await this.client.call("validateOrderParameters", orderElements(order));
  }

  async order(order: OrderToPlace): Promise<void> {
    const answer = await this.client.call("quickOrder", orderElements(order));
    this.requireSame(answer, order.orderId);
  }

  /** @param serial of the certificate that is renewed, lower-case hexadecimal. */
  async renew(order: OrderToPlace, serial: string): Promise<void> {
    const answer = await this.client.call("renewCertificate", renewalElements(order, serial));
    this.requireSame(answer, order.orderId);
  }

  /** The old certificate is revoked after two weeks. */
  async reissue({ orderId, csr }: OrderToPlace, serial: string): Promise<void> {
    const elements = { orderID: orderId, CSR: csr, serialNumber: serial };
    this.requireSame(await this.client.call("reissueCertificate", elements), orderId);
  }

  /** @throws PerennialError also `certum.partner-1033`: there is no such order. */
  async state(orderId: string): Promise<OrderState> {
    const answer = await this.client.call("getOrderState", { orderID: orderId });
    const state = answer.child("orderState");
    this.requireSame(state, orderId);
    const note = state.textIfThere("note");
    return {
      orderId: state.text("orderID"),
      status: state.oneOf("orderStatus", orderStatuses),
      productCode: state.text("productCode"),
      customer: state.text("customer"),
      orderedAt: state.instant("orderDate"),
      ...(note === undefined ? {} : { note }),
    };
  }

  /** Sends another code to the order's mailbox; an earlier one is dead. */
  async sendCode(orderId: string): Promise<void> {
    await this.client.call("addEmailVerification", { orderID: orderId });
  }

  async emailVerifications(orderId: string): Promise<readonly EmailVerification[]> {
    const answer = await this.client.call("getEmailVerification", { orderID: orderId });
    const list = answer.childIfThere("emailVerifications")?.children("emailVerification") ?? [];
    return list.map(readVerification);
  }

  /** @throws PerennialError also `certum.partner-1184` (too old), `certum.partner-1186` (wrong). */
  async confirmEmail(orderId: string, code: string): Promise<void> {
    await this.client.call("verifyOrder", { orderID: orderId, code });
  }

  /** @returns what the service calls the document, if it says so. */
  async sendDocument(orderId: string, document: DocumentToSend): Promise<string | undefined> {
    const { fileName, content } = document;
    const documents = { document: [{ fileName, content }] };
    const answer = await this.client.call("verifyOrder", { orderID: orderId, documents });
    const [receipt] = answer.childIfThere("documents")?.children("document") ?? [];
    return receipt?.textIfThere("id");
  }

  /** @throws PerennialError also `certum.partner-1159` as long as there is none. */
  async certificate(orderId: string): Promise<IssuedCertificate> {
    const answer = await this.client.call("getCertificate", { orderID: orderId });
    const details = answer.child("certificateDetails");
    this.requireSame(details, orderId);
    return {
      certificate: details.text("X509Cert"),
      issuers: answer.childIfThere("caBundle")?.texts("X509Cert") ?? [],
    };
  }

  /** @throws PerennialError also `certum.partner-1136`: a certificate was issued for it. */
  async cancel(orderId: string, note: string): Promise<void> {
    await this.client.call("cancelOrder", { orderID: orderId, note });
  }

  /**
   * An answer about another order than the one that was asked for says nothing about ours.
   * @throws PerennialError `certum.partner-changed`.
   */
  private requireSame(answer: Answer, orderId: string): void {
    const named = answer.textIfThere("orderID");
    if (named === undefined || named === orderId) return;
    const { host } = this;
    const detail = `an answer about the order ${oneLine(named, 100)} instead of ${orderId}`;
    throw new PerennialError("certum.partner-changed", { host }, { detail });
  }
}

function readVerification(answer: Answer): EmailVerification {
  const sentAt = answer.instantIfThere("sentAt");
  const validUntil = answer.instantIfThere("validUntil");
  return {
    email: answer.text("email"),
    state: answer.oneOf("state", verificationStates),
    ...(sentAt === undefined ? {} : { sentAt }),
    ...(validUntil === undefined ? {} : { validUntil }),
  };
}
