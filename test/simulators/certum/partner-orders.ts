import type { CheckedRequest } from "../pki/certification-request.js";
import type { x509 } from "../pki/x509.js";
import type { Counters } from "../shared/counters.js";
import type { Mailbox } from "../shared/mailbox.js";
import type { Route } from "../shared/router.js";
import type { SimulatorClock } from "../shared/simulator-clock.js";

/**
 * What the authority can hand out for a request: the certificate, or something that a client has to
 * refuse. `no-issuers` is a good certificate without its subordinate authority beside it; `old` is
 * the one that the customer had before for the same mailbox.
 */
export const certificateVariants = [
  "valid",
  "other-key",
  "no-organization-identifier",
  "server-auth",
  "too-long",
  "no-mailbox",
  "other-name",
  "no-issuers",
  "old",
  "foreign-issuer",
] as const;
export type CertificateVariant = (typeof certificateVariants)[number];

/** The attributes of a certificate's subject; those that are left out are not in it. */
export interface SmimeSubject {
  readonly commonName: string;
  readonly organization: string;
  /** For example `NTRPL-0000123456`. */
  readonly organizationIdentifier: string;
  /** Attribute E. */
  readonly email?: string;
  readonly locality?: string;
  /** State or province. */
  readonly state?: string;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string;
}

/** What is certified, and for whom. */
export interface IssueOrder {
  readonly subject: SmimeSubject;
  /** The verified address; it becomes the only one in the subject alternative name. */
  readonly mailbox: string;
  readonly publicKey: x509.PublicKey;
  /** Validity, days. */
  readonly days: number;
  /** For whom: the panel's user, or what the partner calls `customer`. */
  readonly customer: string;
  /** The partner's user name, if a partner ordered. */
  readonly account?: string;
  /** The order's number or the partner's `orderID`. */
  readonly order: string;
}

/** A certificate that was issued. */
export interface IssuedCertificate extends Omit<IssueOrder, "publicKey"> {
  /** DER. */
  readonly der: Buffer;
  readonly pem: string;
  /** DER, from its issuer upwards, without the root; empty for the variant `no-issuers`. */
  readonly issuers: readonly Buffer[];
  /** Lower-case hexadecimal. */
  readonly serial: string;
  /** Lower-case hexadecimal SHA-256 of the DER. */
  readonly sha256: string;
  /** Lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo. */
  readonly spkiHash: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly issuedAt: Date;
  readonly variant: CertificateVariant;
  readonly revokedAt?: Date;
}

/** The authority: issues and keeps in mind what it has issued, for customers and partners alike. */
export interface CertificateAuthority {
  /** @throws PortalError `certificate.none-before` for the variant `old` without an earlier one. */
  issue(order: IssueOrder, variant?: CertificateVariant): Promise<IssuedCertificate>;
  /** By serial number: hexadecimal, in any case, with or without colons and leading zeros. */
  find(serial: string): IssuedCertificate | undefined;
  /** Whether it is revoked at this instant of the simulator's clock. */
  isRevoked(serial: string): boolean;
  /** Revokes it at an instant, which may be in the future. */
  revoke(serial: string, at: Date): void;
  list(): readonly IssuedCertificate[];
}

/** Which keys are taken: a key is good for one order that was not rejected. */
export interface UsedKeys {
  /** @param spkiHash lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo. */
  isTaken(spkiHash: string): boolean;
  /** Takes a key for an order. */
  take(spkiHash: string, order: string): void;
  /** Gives the key of a rejected or cancelled order back. */
  release(order: string): void;
}

/** Which mailboxes were verified: good again for the same customer for 30 days. */
export interface VerifiedMailboxes {
  verify(customer: string, address: string): void;
  /** When it was verified, if that is less than 30 days ago. */
  verifiedAt(customer: string, address: string): Date | undefined;
}

/** What happens without anybody asking, all in seconds of the simulator's clock. */
export interface AutomaticWork {
  /** From the data to the operator's approval; absent: it waits for the control. */
  readonly reviewAfter?: number;
  /** From the mail to the click on its link; absent: nobody clicks. */
  readonly confirmAfter?: number;
  /** From the request to the certificate; absent: it waits for the control. */
  readonly issueAfter?: number;
}

/** What the partner's face stands on. */
export interface PartnerWorld {
  readonly clock: SimulatorClock;
  readonly mailbox: Mailbox;
  /** Names of the partner's begin with `partner.`: `partner.orders.accepted`, `partner.mails`, … */
  readonly counters: Counters;
  readonly authority: CertificateAuthority;
  readonly keys: UsedKeys;
  readonly mailboxes: VerifiedMailboxes;
  /**
   * Reads a request, PEM or DER, with its signature and key.
   * @throws PortalError `csr.unreadable`, `csr.bad-signature`, `csr.weak-key` (`detail` the bits),
   *   `csr.wrong-curve`.
   */
  readRequest(content: Buffer): Promise<CheckedRequest>;
  /** Read at every event: it can be changed while the simulator runs. */
  automatic(): AutomaticWork;
  /** Does something some seconds of the simulator's clock from now. */
  after(seconds: number, action: () => Promise<void> | void): void;
  /** For people. */
  readonly log: (line: string) => void;
}

/**
 * The partner's face of the site. Its orders are its own: a register of partner's orders with their
 * states stands in the folder `partner`, on the authority, mailbox and clock of {@link PartnerWorld}.
 */
export interface PartnerFace {
  /**
   * Routes of the HTTPS server, as they are: `{ method: "POST", path: "/service/PartnerApi.wsdl",
   * endpoint: "partner", endpointOf: (exchange) => "partner.quickOrder", handle(exchange) }` with
   * `exchange.body` in bytes, and the `GET` of the WSDL. Faults are applied by the server around the
   * handler; `endpointOf` says which operation it is, so that a fault can hit only that one.
   */
  readonly routes: readonly Route[];
  /** Controls under `/partner/…` of the control address: approve, reject, issue, orders. */
  readonly controls: readonly Route[];
  /** Its part of `GET /state`, under `partner`. */
  state(): Record<string, unknown>;
}

/** What `partner/index.ts` exports as `openPartnerFace`. */
export type OpenPartnerFace = (world: PartnerWorld) => PartnerFace;
