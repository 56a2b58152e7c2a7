import { berChildren, berObjectIdentifier, berOctets, readBer } from "./ber.js";
import type { BerItem } from "./ber.js";
import { cmsOids } from "./attribute.js";
import { notCms } from "./not-cms.js";
import { readSignerInfo } from "./read-signer-info.js";
import type { SignerInfoRead } from "./read-signer-info.js";

/** A SignedData as it was sent, nothing of it encoded anew. */
export interface SignedDataRead {
  /** Dotted. */
  readonly contentType: string;
  /** The attached content; null if it is detached. */
  readonly content: Uint8Array | null;
  /** The X.509 certificates, DER as they should be; not looked at yet. */
  readonly certificates: readonly Uint8Array[];
  readonly signers: readonly SignerInfoRead[];
  /** Bytes of the message; what follows it is not a part of it. */
  readonly length: number;
}

const sequence = 0x30;
const set = 0x31;
const contextZero = 0xa0;
const contextOne = 0xa1;

/**
 * Reads a ContentInfo with SignedData, RFC 5652 sections 3 and 5.1, in BER.
 * @throws PerennialError `signatures.not-cms`.
 */
export function readSignedData(bytes: Uint8Array): SignedDataRead {
  const whole = readBer(bytes);
  const [type, explicit] = children(whole, sequence);
  if (whole === null || berObjectIdentifier(type) !== cmsOids.signedData) throw notCms();
  const [signedData] = children(explicit, contextZero);
  const [, , encapsulated, ...rest] = children(signedData, sequence);
  const [contentType, content] = children(encapsulated, sequence);
  const dotted = berObjectIdentifier(contentType);
  if (dotted === null) throw notCms();
  const optional = rest.filter(({ tag }) => tag === contextZero || tag === contextOne);
  const certificates = optional.find(({ tag }) => tag === contextZero);
  const [signers, ...more] = rest.slice(optional.length);
  if (more.length > 0) throw notCms();
  return {
    contentType: dotted,
    content: content === undefined ? null : contentOf(content),
    certificates: (certificates === undefined ? [] : children(certificates, contextZero))
      // Other choices of CertificateChoices are attribute certificates, which no one here reads.
      .filter(({ tag }) => tag === sequence)
      .map(({ encoded }) => encoded),
    signers: children(signers, set).map(readSignerInfo),
    length: whole.encoded.length,
  };
}

function contentOf(explicit: BerItem): Uint8Array {
  const [octets] = children(explicit, contextZero);
  const content = berOctets(octets);
  if (content === null) throw notCms();
  return content;
}

function children(item: BerItem | null | undefined, tag: number): readonly BerItem[] {
  const items = item?.tag === tag ? berChildren(item) : null;
  if (items === null) throw notCms();
  return items;
}
