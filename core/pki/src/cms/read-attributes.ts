import { cmsOids } from "./attribute.js";
import type { BerItem } from "./ber.js";
import { berObjectIdentifier } from "./ber.js";
import type { SignerInfoRead } from "./read-signer-info.js";

/** The one value of a signed attribute; undefined if it is absent, twice there or has not one value. */
export function onlyValue(info: SignerInfoRead, type: string): BerItem | undefined {
  const found = info.attributes.filter((attribute) => attribute.type === type);
  const [attribute] = found;
  return found.length === 1 && attribute?.values.length === 1 ? attribute.values[0] : undefined;
}

/** The content-type attribute, dotted, RFC 5652 section 11.1. */
export function contentTypeOf(info: SignerInfoRead): string | null {
  return berObjectIdentifier(onlyValue(info, cmsOids.contentType));
}

/** The message-digest attribute, RFC 5652 section 11.2. */
export function messageDigestOf(info: SignerInfoRead): Uint8Array | null {
  const value = onlyValue(info, cmsOids.messageDigest);
  return value?.tag === 0x04 ? value.value : null;
}

const utcTime = 0x17;
const generalizedTime = 0x18;

/** The signing-time attribute, RFC 5652 section 11.3; null if there is none or it is no time. */
export function signingTimeOf(info: SignerInfoRead): Date | null {
  const value = onlyValue(info, cmsOids.signingTime);
  if (value?.tag !== utcTime && value?.tag !== generalizedTime) return null;
  const text = Buffer.from(value.value).toString("latin1");
  const century = Number(text.slice(0, 2)) < 50 ? "20" : "19";
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/u.exec(
    value.tag === utcTime ? `${century}${text}` : text,
  );
  if (found === null) return null;
  const [, year, month, day, hour, minute, second] = found;
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at.getTime()) ? null : at;
}
