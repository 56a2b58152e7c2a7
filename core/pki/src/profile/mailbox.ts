import { domainToASCII } from "node:url";

/** Whether a text has the form of a mailbox: something, an @, a domain, and no white space. */
export function isMailbox(text: string): boolean {
  return /^[^@\s]+@[^@\s]+$/u.test(text);
}

/**
 * Whether two mailboxes are the same: the domain without case, whether written in Unicode or not
 * (RFC 9598 section 5), what stands before it exactly.
 */
export function isSameMailbox(one: string, other: string): boolean {
  return comparable(one) === comparable(other);
}

/** A mailbox as it is compared: the same text for the same mailbox. */
export function comparable(mailbox: string): string {
  const at = mailbox.lastIndexOf("@");
  const domain = mailbox.slice(at + 1).toLowerCase();
  const ascii = domainToASCII(domain);
  return `${mailbox.slice(0, at + 1)}${ascii === "" ? domain : ascii}`.normalize("NFC");
}
