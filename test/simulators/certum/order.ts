import type { x509 } from "../pki/x509.js";
import type { IssuedCertificate } from "./partner-orders.js";
import type { Registration } from "./rules/registries.js";

/** How long verified organization data can be used again (CA/B Forum S/MIME BR 4.2.1), days. */
export const ORGANIZATION_REUSE = 825;

export type CommonNameKind = "organization" | "mailbox";

/** A no, with the reason that the customer is told. */
export interface Rejection {
  readonly reason: string;
  readonly at: Date;
}

/** An organization as the form states it. */
export interface OrganizationData {
  readonly organization: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly state: string;
  readonly locality: string;
  /** `null` if a document proves it. */
  readonly registration: Registration | null;
}

/** An organization that the operator has verified. */
export interface Organization extends OrganizationData {
  /** `ORG-000001`. */
  readonly id: string;
  /** For example `NTRPL-0000123456`. */
  readonly organizationIdentifier: string;
  readonly verifiedOn: Temporal.PlainDate;
}

/** A document that was acknowledged. */
export interface AcknowledgedDocument {
  readonly name: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** `D-000123`. */
  readonly receipt: string;
  readonly at: Date;
}

/** What was submitted to be verified. */
export interface DataSubmission extends OrganizationData {
  readonly reference: string;
  readonly submittedAt: Date;
  readonly documents: AcknowledgedDocument[];
  /** Once it is verified. */
  verified?: Organization;
  rejection?: Rejection;
}

/** An address with the mail that was sent to it last. */
export interface EmailSubmission {
  readonly reference: string;
  readonly address: string;
  sentAt: Date;
  verifiedAt?: Date;
}

/** A request for the certificate. */
export interface Activation {
  readonly reference: string;
  readonly spkiHash: string;
  readonly publicKey: x509.PublicKey;
  readonly commonName: CommonNameKind;
  /** The fields of the subject that were chosen. */
  readonly fields: readonly string[];
  readonly submittedAt: Date;
  rejection?: Rejection;
}

/** An order of a customer. */
export interface Order {
  /** `ORDER/0000123456/dk`. */
  readonly number: string;
  /** The user of the panel. */
  readonly customer: string;
  readonly days: 365 | 730;
  readonly placedAt: Date;
  data?: DataSubmission;
  email?: EmailSubmission;
  activation?: Activation;
  certificate?: IssuedCertificate;
}

export type Tile = "not-available" | "awaiting-data" | "waiting-for-verification" | "verified";

export interface Tiles {
  readonly data: Tile;
  readonly email: Tile;
  readonly activation: Tile;
}

/** What the order's tile in the panel shows. */
export function tilesOf({ data, email, activation, certificate }: Order): Tiles {
  const dataTile = tile(data, data?.verified !== undefined);
  const emailTile = tile(email === undefined ? undefined : {}, email?.verifiedAt !== undefined);
  const activationTile = tile(activation, certificate !== undefined);
  const dataVerified = dataTile === "verified";
  return {
    data: dataTile,
    email: dataVerified ? emailTile : "not-available",
    activation: dataVerified && emailTile === "verified" ? activationTile : "not-available",
  };
}

function tile(submission: { readonly rejection?: Rejection } | undefined, verified: boolean): Tile {
  if (verified) return "verified";
  const isOpen = submission === undefined || submission.rejection !== undefined;
  return isOpen ? "awaiting-data" : "waiting-for-verification";
}

/** The status of the whole order. */
export function statusOf(order: Order): string {
  if (order.certificate !== undefined) return "Issued";
  if (order.activation?.rejection !== undefined) return "Rejected";
  if (order.activation !== undefined) return "Submitted for issuance";
  const waits = Object.values(tilesOf(order)).includes("waiting-for-verification");
  return waits ? "Under verification" : "Waiting for activation";
}

/** The last day on which verified data can be used again. */
export function verifiedUntil({ verifiedOn }: Organization): Temporal.PlainDate {
  return verifiedOn.add({ days: ORGANIZATION_REUSE });
}
