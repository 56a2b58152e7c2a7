import type { Authority } from "../../pki/authority.js";
import { generateKeyPair } from "../../pki/key-algorithm.js";
import { toPem } from "../../pki/pem.js";
import { x509 } from "../../pki/x509.js";
import type { DigisignPki } from "../digisign-pki.js";
import type { Order } from "../order.js";
import { validityFrom, type CertificateIssuer, type IssueRequest } from "./certificate-issuer.js";

/** What is handed out for an order: its certificate, or something that has to be refused. */
export const certificateVariants = [
  "valid",
  "other-key",
  "other-subject",
  "expired",
  "foreign-issuer",
  "impostor-issuer",
  "garbage",
  "empty",
] as const;
export type CertificateVariant = (typeof certificateVariants)[number];

interface Surroundings {
  readonly pki: DigisignPki;
  readonly issuer: CertificateIssuer;
}

/** The file of an order's certificate: PEM, the certificate first, then its issuers. */
export async function handedOut(
  { pki, issuer }: Surroundings,
  order: Order,
  certificate: Buffer,
  variant: CertificateVariant,
): Promise<Buffer> {
  const chain = [pki.issuing.der, pki.root.der];
  const usual = contentOf(certificate, order.request.email);
  const under = async (
    authority: Authority,
    issuers: readonly Buffer[],
    change: Partial<IssueRequest> = {},
  ): Promise<Buffer> => {
    const { der } = await issuer.issueUnder(authority, { ...usual, ...change });
    return pemOf([der, ...issuers]);
  };
  switch (variant) {
    case "valid":
      return pemOf([certificate, ...chain]);
    case "other-key":
      return under(pki.issuing, chain, { publicKey: await freshKey() });
    case "other-subject":
      return under(pki.issuing, chain, {
        subject: new x509.Name("C=RO,O=Alta Firma S.R.L.,CN=Alt Titular"),
      });
    case "expired":
      return under(pki.issuing, chain, validityFrom(yearBefore(usual.notBefore), 360));
    case "foreign-issuer":
      return under(pki.foreign, [pki.foreign.der]);
    case "impostor-issuer":
      return under(pki.impostor, [pki.impostor.der]);
    case "garbage":
      return Buffer.from("Certificatul nu a putut fi atasat.\n");
    case "empty":
      return Buffer.alloc(0);
  }
}

function contentOf(der: Buffer, email: string): IssueRequest {
  const { subjectName, publicKey, notBefore, notAfter } = new x509.X509Certificate(der);
  return { subject: subjectName, publicKey, email, notBefore, notAfter };
}

async function freshKey(): Promise<x509.PublicKey> {
  const { publicKey } = await generateKeyPair("ec-p256");
  return x509.PublicKey.create(publicKey);
}

function yearBefore(instant: Date): Date {
  return new Date(instant.getTime() - 365 * 24 * 3600 * 1000);
}

function pemOf(certificates: readonly Buffer[]): Buffer {
  return Buffer.from(certificates.map((der) => toPem("CERTIFICATE", der)).join(""));
}
