import { berChildren, berObjectIdentifier } from "./ber.js";
import type { BerItem } from "./ber.js";
import { notCms } from "./not-cms.js";

/** An AlgorithmIdentifier. */
export interface AlgorithmRead {
  /** Dotted. */
  readonly oid: string;
  readonly parameters: BerItem | undefined;
}

/** Which certificate is the signer's, RFC 5652 section 5.3. */
export type SignerIdentifier =
  | { readonly issuer: Uint8Array; readonly serial: Uint8Array }
  | { readonly subjectKeyIdentifier: Uint8Array };

/** A SignerInfo as it was sent. */
export interface SignerInfoRead {
  readonly identifier: SignerIdentifier;
  readonly digestAlgorithm: AlgorithmRead;
  /** The bytes that were signed: the SET OF attributes; null if there are none. */
  readonly signedAttributes: Uint8Array | null;
  /** The values of each signed attribute by type; one entry for each time it is there. */
  readonly attributes: readonly { readonly type: string; readonly values: readonly BerItem[] }[];
  readonly signatureAlgorithm: AlgorithmRead;
  readonly signature: Uint8Array;
}

const sequence = 0x30;
const octetString = 0x04;
const contextZero = 0xa0;
const keyIdentifier = 0x80;

/** @throws PerennialError `signatures.not-cms`. */
export function readSignerInfo(item: BerItem): SignerInfoRead {
  const [, identifier, digest, ...rest] = fields(item);
  const signed = rest[0]?.tag === contextZero ? rest[0] : undefined;
  const [algorithm, signature] = rest.slice(signed === undefined ? 0 : 1);
  if (signature?.tag !== octetString) throw notCms();
  // A signature is over the DER of the attributes: with another length form it would be other bytes.
  if (signed?.indefinite === true) throw notCms();
  return {
    identifier: readIdentifier(identifier),
    digestAlgorithm: readAlgorithm(digest),
    signedAttributes:
      signed === undefined
        ? null
        : Buffer.concat([Uint8Array.of(0x31), signed.encoded.subarray(1)]),
    attributes: signed === undefined ? [] : (berChildren(signed) ?? []).map(readAttribute),
    signatureAlgorithm: readAlgorithm(algorithm),
    signature: signature.value,
  };
}

function readIdentifier(item: BerItem | undefined): SignerIdentifier {
  if (item?.tag === keyIdentifier) return { subjectKeyIdentifier: item.value };
  const [issuer, serial] = fields(item);
  if (issuer === undefined || serial === undefined) throw notCms();
  return { issuer: issuer.encoded, serial: serial.encoded };
}

function readAttribute(item: BerItem) {
  const [type, values] = fields(item);
  const dotted = berObjectIdentifier(type);
  const items = berChildren(values);
  if (dotted === null || items === null) throw notCms();
  return { type: dotted, values: items };
}

function readAlgorithm(item: BerItem | undefined): AlgorithmRead {
  const [oid, parameters] = fields(item);
  const dotted = berObjectIdentifier(oid);
  if (dotted === null) throw notCms();
  return { oid: dotted, parameters };
}

function fields(item: BerItem | undefined): readonly BerItem[] {
  const items = item?.tag === sequence ? berChildren(item) : null;
  if (items === null) throw notCms();
  return items;
}
