import { sha256 } from "../pki/pem.js";
import { x509 } from "../pki/x509.js";
import type { SentCertificate } from "../pki/sent-certificate.js";
import type { CheckedRequest } from "../pki/certification-request.js";
import type { CertificateVariant } from "./certificates/handed-out.js";
import type { SentKind } from "./documents/document-kind.js";

export type OrderState = "documents" | "review" | "rejected" | "approved" | "issued" | "cancelled";

/** The holder's data that the form lets one edit. All but the address may be empty. */
export interface HolderData {
  readonly email: string;
  readonly phone: string;
  readonly organization: string;
  readonly locality: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

/** What is ordered. */
export interface OrderRequest extends HolderData {
  /** Chosen by the client before. */
  readonly reference: string;
  /** The certificate that is renewed. */
  readonly certificate: SentCertificate;
  /** Absent: the new certificate is for the same key. */
  readonly csr?: CheckedRequest;
  readonly issuingDate: Temporal.PlainDate;
}

/** A document that was sent and acknowledged. */
export interface AcknowledgedDocument {
  /** `D-000123`. */
  readonly receipt: string;
  readonly kind: SentKind;
  readonly name: string;
  /** The file as it was sent, signature included. */
  readonly content: Buffer;
  readonly at: Date;
}

/** Why documents were sent back. */
export interface Rejection {
  readonly reason: string;
  readonly documents: readonly SentKind[];
  readonly at: Date;
}

export interface Order {
  /** `RC-2026-000123`. */
  readonly number: string;
  readonly request: OrderRequest;
  /** Of the key the new certificate will be for. */
  readonly spkiHash: string;
  readonly placedAt: Date;
  state: OrderState;
  paid: boolean;
  /** Acknowledged and not sent back. */
  readonly documents: Map<SentKind, AcknowledgedDocument>;
  /** Every document that was ever acknowledged. */
  readonly received: AcknowledgedDocument[];
  /** While the order is rejected. */
  rejection?: Rejection;
  /** Why it was cancelled. */
  reason?: string;
  /** DER, once it was issued. */
  issued?: Buffer;
  /** What the portal hands out. */
  variant: CertificateVariant;
}

/** Lower-case hexadecimal serial number of the certificate that is renewed. */
export function serialOf(order: Order): string {
  return order.request.certificate.certificate.serialNumber.toLowerCase();
}

/** An order as the portal shows it. */
export function orderToJson(order: Order): Record<string, unknown> {
  return {
    number: order.number,
    reference: order.request.reference,
    certificateSha256: order.request.certificate.sha256,
    spkiHash: order.spkiHash,
    state: order.state,
    issuingDate: order.request.issuingDate.toString(),
    placedAt: order.placedAt.toISOString(),
  };
}

/** An acknowledged document as the portal shows it. */
export function documentToJson(document: AcknowledgedDocument): Record<string, unknown> {
  return {
    kind: document.kind,
    name: document.name,
    sha256: sha256(document.content),
    receipt: document.receipt,
    at: document.at.toISOString(),
  };
}

/** The common name of the certificate that is renewed. */
export function holderOf({ request }: Order): string {
  const name = new x509.X509Certificate(request.certificate.der).subjectName;
  return name.getField("CN")[0] ?? name.toString();
}
