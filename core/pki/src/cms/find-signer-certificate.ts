import type { X509Certificate } from "node:crypto";
import { PerennialError } from "@perennial/api";
import { ParsedCertificate } from "../chain/parsed-certificate.js";
import { parseCertificate } from "../certificates/certificate-info.js";
import { berChildren, berOctets, readBer } from "./ber.js";
import { issuerAndSerialOf } from "../signing/issuer-and-serial.js";
import type { SignerIdentifier } from "./read-signer-info.js";

/** Real messages have a handful; each costs a fraction of a millisecond. */
const mostCertificates = 64;

/** The certificates of a message that can be read; what cannot is no signer's and no issuer's. */
export async function readableCertificates(
  certificates: readonly Uint8Array[],
): Promise<readonly X509Certificate[]> {
  const readable: X509Certificate[] = [];
  for (const der of certificates.slice(0, mostCertificates)) {
    const certificate = parsed(der);
    if (certificate !== null && (await isDecodable(certificate))) readable.push(certificate);
  }
  return readable;
}

function parsed(der: Uint8Array): X509Certificate | null {
  try {
    return parseCertificate(der);
  } catch (error) {
    if (PerennialError.is(error, "certificates.unreadable")) return null;
    throw error;
  }
}

/** Whether PKI.js, which chains are built with, can decode it as well. */
async function isDecodable(certificate: X509Certificate): Promise<boolean> {
  try {
    await ParsedCertificate.from(certificate);
    return true;
  } catch (error) {
    // It throws errors of many kinds for what it cannot decode.
    if (error instanceof Error) return false;
    throw error;
  }
}

/** The certificate that a SignerInfo names, RFC 5652 section 5.3. */
export function findSignerCertificate(
  identifier: SignerIdentifier,
  certificates: readonly X509Certificate[],
): X509Certificate | undefined {
  return certificates.find(({ raw }) => {
    if ("subjectKeyIdentifier" in identifier) {
      const own = subjectKeyIdentifier(raw);
      return own !== null && Buffer.compare(own, identifier.subjectKeyIdentifier) === 0;
    }
    const { issuer, serial } = issuerAndSerialOf(raw);
    return (
      Buffer.compare(issuer, identifier.issuer) === 0 &&
      Buffer.compare(serial, identifier.serial) === 0
    );
  });
}

/** 2.5.29.14, encoded. */
const extensionOid = Uint8Array.of(0x06, 0x03, 0x55, 0x1d, 0x0e);

function subjectKeyIdentifier(certificate: Uint8Array): Uint8Array | null {
  const tbs = berChildren(readBer(certificate) ?? undefined)?.[0];
  const extensions = berChildren(berChildren(tbs)?.find(({ tag }) => tag === 0xa3))?.[0];
  for (const extension of berChildren(extensions) ?? []) {
    const [oid, ...rest] = berChildren(extension) ?? [];
    if (oid === undefined || Buffer.compare(oid.encoded, extensionOid) !== 0) continue;
    const value = berOctets(rest.at(-1));
    return value === null ? null : berOctets(readBer(value) ?? undefined);
  }
  return null;
}
