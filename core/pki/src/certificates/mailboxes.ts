import { readDerChildren, readDerItem } from "../der.js";
import type { DerItem } from "../der.js";

const rfc822Name = 0x81;
const otherName = 0xa0;
const explicitZero = 0xa0;
const utf8String = 0x0c;
/** id-on-SmtpUTF8Mailbox, RFC 9598 section 3. */
const smtpUtf8Mailbox = Buffer.from("06082b06010505070809", "hex");

/**
 * The mailboxes of a subject alternative name: each rfc822Name (RFC 5280 section 4.2.1.6) and each
 * SmtpUTF8Mailbox (RFC 9598), in their order. Null if it is not encoded in DER.
 * @param value the extension's value, DER.
 */
export function mailboxesIn(value: Uint8Array): readonly string[] | null {
  const outer = readDerItem(value);
  const names = outer?.tag === 0x30 ? readDerChildren(outer.value) : null;
  if (names === null || outer?.encoded.length !== value.length) return null;
  return names.flatMap((name) => {
    if (name.tag === rfc822Name) return [Buffer.from(name.value).toString("latin1")];
    return name.tag === otherName ? utf8Mailbox(name) : [];
  });
}

function utf8Mailbox({ value }: DerItem): readonly string[] {
  const [type, held] = readDerChildren(value) ?? [];
  if (type === undefined || !smtpUtf8Mailbox.equals(type.encoded)) return [];
  const text = held?.tag === explicitZero ? readDerItem(held.value) : null;
  return text?.tag === utf8String ? [Buffer.from(text.value).toString("utf8")] : [];
}
