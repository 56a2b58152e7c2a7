import { createHash } from "node:crypto";
import { berChildren } from "../cms/ber.js";
import type { BerItem } from "../cms/ber.js";
import { cmsOids } from "../cms/attribute.js";
import type { SignerInfoRead } from "../cms/read-signer-info.js";
import { hashesByOid } from "../signing/algorithms.js";
import { berObjectIdentifier } from "../cms/ber.js";
import { issuerAndSerialOf } from "../signing/issuer-and-serial.js";

const sequence = 0x30;
const octetString = 0x04;
const directoryName = 0xa4;

/**
 * Whether the signing-certificate-v2 attribute (RFC 5035 section 3) names this certificate: its hash,
 * and issuer and serial where they are given. `absent` where there is no such attribute; the older
 * signing-certificate, over SHA-1, counts as none.
 */
export function signingCertificateBinding(
  info: SignerInfoRead,
  certificate: Uint8Array,
): "bound" | "other" | "absent" {
  const found = info.attributes.filter(({ type }) => type === cmsOids.signingCertificateV2);
  if (found.length === 0) return "absent";
  const [value, ...others] = found.flatMap(({ values }) => values);
  const [certificates] = fields(value);
  const [first] = fields(certificates);
  return others.length === 0 && names(fields(first), certificate) ? "bound" : "other";
}

/** ESSCertIDv2: hashAlgorithm by default SHA-256, certHash, issuerSerial if it is given. */
function names(items: readonly BerItem[], certificate: Uint8Array): boolean {
  const algorithm = items[0]?.tag === sequence ? items[0] : undefined;
  const [hash, issuerSerial] = items.slice(algorithm === undefined ? 0 : 1);
  const name =
    algorithm === undefined
      ? "sha256"
      : hashesByOid.get(berObjectIdentifier(fields(algorithm)[0]) ?? "");
  if (name === undefined || hash?.tag !== octetString) return false;
  if (!createHash(name).update(certificate).digest().equals(hash.value)) return false;
  if (issuerSerial === undefined) return true;
  const [issuers, serial] = fields(issuerSerial);
  const own = issuerAndSerialOf(certificate);
  const [issuer] = fields(issuers);
  return (
    issuer?.tag === directoryName &&
    serial !== undefined &&
    Buffer.compare(issuer.value, own.issuer) === 0 &&
    Buffer.compare(serial.encoded, own.serial) === 0
  );
}

function fields(item: BerItem | undefined): readonly BerItem[] {
  return item?.tag === sequence ? (berChildren(item) ?? []) : [];
}
