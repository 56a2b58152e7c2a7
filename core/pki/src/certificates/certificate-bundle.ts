import { PerennialError } from "@perennial/api";
import { readDerChildren, readDerItem } from "../der.js";
import type { DerItem } from "../der.js";

/** 1.2.840.113549.1.7.2, encoded. */
const signedData = Uint8Array.of(0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02);
const sequence = 0x30;
const contextZero = 0xa0;

/** Whether a DER item is a ContentInfo with SignedData, RFC 5652 section 3. */
export function isCertificateBundle(der: Uint8Array): boolean {
  const [type] = children(readDerItem(der)) ?? [];
  return type !== undefined && Buffer.compare(type.encoded, signedData) === 0;
}

/**
 * The certificates of a bundle, byte for byte and in its order. Signatures are not looked at: in a
 * certs-only message there is none (RFC 5652 section 5.1).
 * @throws PerennialError `certificates.unreadable`.
 */
export function certificatesOfBundle(der: Uint8Array): readonly Uint8Array[] {
  const content = children(readDerItem(der))?.[1];
  const fields = children(children(content)?.[0]);
  const certificates = fields?.find(({ tag }) => tag === contextZero);
  if (fields === null || (certificates !== undefined && children(certificates) === null)) {
    throw new PerennialError("certificates.unreadable", { block: 0 });
  }
  // Other choices of CertificateChoices are attribute certificates, which no one here reads.
  return (children(certificates) ?? [])
    .filter(({ tag }) => tag === sequence)
    .map(({ encoded }) => encoded);
}

function children(item: DerItem | null | undefined): readonly DerItem[] | null {
  return item === null || item === undefined ? null : readDerChildren(item.value);
}
