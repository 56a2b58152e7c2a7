import { PerennialError } from "@perennial/api";
import { readDerChildren, readDerItem } from "../der.js";

/** How CMS and ESS name a certificate: fields of TBSCertificate, RFC 5280 section 4.1, encoded. */
export interface IssuerAndSerial {
  /** Name. */
  readonly issuer: Uint8Array;
  /** INTEGER. */
  readonly serial: Uint8Array;
}

const explicitVersion = 0xa0;

/**
 * Reads both from a certificate's own bytes, so that no encoding of a name changes.
 * @throws PerennialError `certificates.unreadable`.
 */
export function issuerAndSerialOf(certificate: Uint8Array): IssuerAndSerial {
  const tbs = readDerItem(readDerItem(certificate)?.value ?? certificate);
  const fields = readDerChildren(tbs?.value ?? certificate) ?? [];
  const first = fields[0]?.tag === explicitVersion ? 1 : 0;
  const [serial, , issuer] = fields.slice(first);
  if (serial === undefined || issuer === undefined) {
    throw new PerennialError("certificates.unreadable", { block: 0 });
  }
  return { issuer: issuer.encoded, serial: serial.encoded };
}
