import type { Certificate, GeneralName, RelativeDistinguishedNames } from "pkijs";
import type { ParsedCertificate } from "./parsed-certificate.js";
import { extensionOids } from "./parsed-certificate.js";

/** Tags of GeneralName, RFC 5280 section 4.2.1.6. */
export const generalNameTypes = {
  rfc822Name: 1,
  dnsName: 2,
  directoryName: 4,
  uri: 6,
  ipAddress: 7,
} as const;

/** A name of a certificate, or the base of a subtree. */
export interface ComparableName {
  readonly type: number;
  readonly value: unknown;
}

const emailAddress = "1.2.840.113549.1.9.1";

/** Every name that name constraints apply to: subject, its e-mail addresses, alternative names. */
export async function namesOf(certificate: ParsedCertificate): Promise<readonly ComparableName[]> {
  const { AltName } = await import("pkijs");
  const alternatives: readonly GeneralName[] =
    certificate.value(extensionOids.subjectAltName, AltName)?.altNames ?? [];
  return [...subjectNames(certificate.asn), ...alternatives];
}

function subjectNames({ subject }: Certificate): readonly ComparableName[] {
  if (subject.typesAndValues.length === 0) return [];
  return [
    { type: generalNameTypes.directoryName, value: subject },
    ...subject.typesAndValues
      .filter(({ type }) => type === emailAddress)
      .map(({ value }) => ({
        type: generalNameTypes.rfc822Name,
        value: String(value.valueBlock.value),
      })),
  ];
}

/**
 * Whether a name lies in a subtree, RFC 5280 section 4.2.1.10; null for a kind of name that cannot
 * be compared.
 */
export function isWithin(name: ComparableName, base: ComparableName): boolean | null {
  switch (base.type) {
    case generalNameTypes.rfc822Name:
      return emailWithin(String(name.value), String(base.value));
    case generalNameTypes.dnsName:
      return dnsWithin(String(name.value), String(base.value));
    case generalNameTypes.directoryName:
      return directoryWithin(
        name.value as RelativeDistinguishedNames,
        base.value as RelativeDistinguishedNames,
      );
    case generalNameTypes.uri:
      return uriWithin(String(name.value), String(base.value));
    case generalNameTypes.ipAddress:
      return addressWithin(octets(name.value), octets(base.value));
    default:
      return null;
  }
}

function hostWithin(host: string, base: string): boolean {
  const [inner, outer] = [host.toLowerCase(), base.toLowerCase()];
  return outer.startsWith(".") ? inner.endsWith(outer) : inner === outer;
}

function emailWithin(email: string, base: string): boolean {
  const at = email.lastIndexOf("@");
  const host = email.slice(at + 1);
  const baseAt = base.lastIndexOf("@");
  if (baseAt === -1) return hostWithin(host, base);
  return email.slice(0, at) === base.slice(0, baseAt) && hostWithin(host, base.slice(baseAt + 1));
}

function dnsWithin(name: string, base: string): boolean {
  const [inner, outer] = [name.toLowerCase(), base.toLowerCase()];
  if (outer === "" || outer.startsWith(".")) return inner.endsWith(outer);
  return inner === outer || inner.endsWith(`.${outer}`);
}

function uriWithin(uri: string, base: string): boolean | null {
  return URL.canParse(uri) ? hostWithin(new URL(uri).hostname, base) : null;
}

function directoryWithin(
  name: RelativeDistinguishedNames,
  base: RelativeDistinguishedNames,
): boolean {
  return base.typesAndValues.every((attribute, index) => {
    const other = name.typesAndValues[index];
    return other !== undefined && other.isEqual(attribute);
  });
}

/** The base is an address followed by a mask of the same length. */
function addressWithin(address: Uint8Array, base: Uint8Array): boolean {
  if (base.length !== address.length * 2) return false;
  return address.every((octet, index) => {
    const mask = base[address.length + index] ?? 0;
    return (octet & mask) === ((base[index] ?? 0) & mask);
  });
}

function octets(value: unknown): Uint8Array {
  const block = (value as { valueBlock?: { valueHexView?: Uint8Array } } | null)?.valueBlock;
  return block?.valueHexView ?? new Uint8Array();
}
