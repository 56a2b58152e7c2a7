import type { CheckedRequest } from "../../../pki/certification-request.js";
import type { CertificateVariant, IssuedCertificate, SmimeSubject } from "../../partner-orders.js";
import type { PartnerProduct } from "../partner-options.js";

export type OrderStatus = "AWAITING" | "VERIFICATION" | "ACCEPTED" | "ENROLLED" | "REJECTED";
export type VerificationState = "NOT_REQUIRED" | "REQUIRED" | "FAILED" | "VERIFIED";

/** How the verification of an order's mailbox stands. */
export interface EmailVerification {
  readonly email: string;
  state: VerificationState;
  readonly code?: string;
  readonly sentAt?: Date;
  readonly validUntil?: Date;
  wrongCodes: number;
}

/** A document that was sent with `verifyOrder`. */
export interface OrderDocument {
  readonly id: number;
  readonly fileName: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly at: Date;
}

/** An order before it is placed. */
export interface OrderDraft {
  readonly orderID: string;
  /** The partner's user name. */
  readonly account: string;
  readonly customer: string;
  readonly kind: "new" | "renewal" | "reissue";
  readonly product: PartnerProduct;
  readonly request: CheckedRequest;
  readonly subject: SmimeSubject;
  readonly mailbox: string;
  /** The certificate that is renewed or reissued. */
  readonly earlier?: IssuedCertificate;
}

export interface PartnerOrder extends Omit<OrderDraft, "subject" | "mailbox"> {
  subject: SmimeSubject;
  mailbox: string;
  readonly placedAt: Date;
  status: OrderStatus;
  verification: EmailVerification;
  readonly documents: OrderDocument[];
  /** What the partner said with `verifyOrder`. */
  readonly remarks: string[];
  /** Why it was rejected. */
  note?: string;
  /** What is handed out for it. */
  variant: CertificateVariant;
  /** Set while the authority works on it: nothing else may be done then. */
  isIssuing: boolean;
  issued?: IssuedCertificate;
}

/** An order as its operator sees it. */
export function orderToJson(order: PartnerOrder): Record<string, unknown> {
  const { orderID, account, customer, kind, status, note, mailbox, issued, earlier } = order;
  return {
    ...{ orderID, account, customer, kind, status, note, mailbox },
    productCode: order.product.code,
    days: order.product.days,
    subject: order.subject,
    spkiHash: order.request.spkiHash,
    placedAt: order.placedAt.toISOString(),
    verification: verificationToJson(order.verification),
    documents: order.documents.map((document) => ({ ...document, at: document.at.toISOString() })),
    remarks: order.remarks,
    earlierSerial: earlier?.serial,
    serial: issued?.serial,
    notAfter: issued?.notAfter.toISOString(),
  };
}

function verificationToJson(verification: EmailVerification): Record<string, unknown> {
  const { email, state, code, sentAt, validUntil, wrongCodes } = verification;
  return {
    ...{ email, state, code, wrongCodes },
    sentAt: sentAt?.toISOString(),
    validUntil: validUntil?.toISOString(),
  };
}
