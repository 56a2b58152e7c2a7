import type { X509Certificate } from "node:crypto";
import { PerennialError } from "@perennial/api";
import { parseCertificate } from "../certificates/certificate-info.js";
import { berChildren, berOctets, readBer } from "./ber.js";
import { issuerAndSerialOf } from "../signing/issuer-and-serial.js";
import type { SignerIdentifier } from "./read-signer-info.js";

/** Real messages have a handful; each costs a fraction of a millisecond. */
const mostCertificates = 64;

/** The certificates of a message that can be read; what cannot is no signer's and no issuer's. */
export function readableCertificates(
  certificates: readonly Uint8Array[],
): readonly X509Certificate[] {
  return certificates.slice(0, mostCertificates).flatMap((der) => {
    try {
      return [parseCertificate(der)];
    } catch (error) {
      if (PerennialError.is(error, "certificates.unreadable")) return [];
      throw error;
    }
  });
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
