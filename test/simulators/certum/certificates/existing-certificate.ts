import { checkRequest } from "../../pki/certification-request.js";
import { ownerKey, type GivenKey, type OwnerKey } from "../../pki/given-key.js";
import { PortalError } from "../../shared/portal-error.js";
import type { IssuedCertificate, SmimeSubject } from "../partner-orders.js";
import type { CertumWorld } from "../world.js";

const DAY = 24 * 3600 * 1000;

/** The certificate that a customer has already, and how long it is still valid. */
export interface ExistingCertificateRequest extends GivenKey {
  readonly notAfter: Date;
  /** Default: 730 days before `notAfter`. */
  readonly notBefore?: Date;
  /** The owner's own request, PEM or DER; otherwise a key, or one that is made. */
  readonly csr?: string | Buffer;
  /** Default `anna.nowak`; for a partner what it calls `customer`. */
  readonly customer?: string;
  /** The partner's user name, if a partner ordered. */
  readonly account?: string;
  /** Default `biuro@przyklad.example`. */
  readonly email?: string;
  /** What differs from {@link someSubject}. */
  readonly subject?: Partial<SmimeSubject>;
}

export interface ExistingCertificate {
  readonly certificatePem: string;
  /** The certificate and its issuers. */
  readonly chainPem: string;
  /** PKCS#8 PEM, unless the key stayed with the owner. */
  readonly privateKeyPem?: string;
  /** Lower-case hexadecimal. */
  readonly serial: string;
  readonly spkiHash: string;
  readonly sha256: string;
}

/** The subject of a certificate about which nothing else is said. */
export const someSubject: SmimeSubject = {
  commonName: "Przykład Sp. z o.o.",
  organization: "Przykład Sp. z o.o.",
  organizationIdentifier: "NTRPL-0000123456",
  email: "biuro@przyklad.example",
  locality: "Szczecin",
  state: "zachodniopomorskie",
  country: "PL",
};

/**
 * Gives a customer a certificate as an earlier order would have, so that its renewal is due.
 * @throws PortalError what {@link checkRequest} throws, `input.wrong` for a key that is none.
 */
export async function issueExisting(
  { authority, keys, pki }: CertumWorld,
  request: ExistingCertificateRequest,
): Promise<ExistingCertificate> {
  const { publicKey, privateKeyPem } = await keyOf(request);
  const email = request.email ?? "biuro@przyklad.example";
  const notBefore = request.notBefore ?? new Date(request.notAfter.getTime() - 730 * DAY);
  if (notBefore >= request.notAfter)
    throw new PortalError(400, "input.wrong", "It would end before it begins.", "notAfter");
  const issued: IssuedCertificate = await authority.issueFor(
    {
      subject: { ...someSubject, email, ...request.subject },
      mailbox: email,
      publicKey,
      days: Math.round((request.notAfter.getTime() - notBefore.getTime()) / DAY),
      customer: request.customer ?? "anna.nowak",
      ...(request.account === undefined ? {} : { account: request.account }),
      order: "earlier",
    },
    { notBefore, notAfter: request.notAfter },
  );
  keys.take(issued.spkiHash, `earlier ${issued.serial}`);
  const { pem, serial, spkiHash, sha256 } = issued;
  return {
    certificatePem: pem,
    chainPem: pem + pki.issuing.pem + pki.root.pem,
    ...(privateKeyPem === undefined ? {} : { privateKeyPem }),
    ...{ serial, spkiHash, sha256 },
  };
}

async function keyOf(request: ExistingCertificateRequest): Promise<OwnerKey> {
  if (request.csr === undefined) return ownerKey(request);
  const { publicKey } = await checkRequest(Buffer.from(request.csr));
  return { publicKey };
}
