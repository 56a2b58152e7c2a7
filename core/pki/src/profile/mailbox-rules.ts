import { valuesOf } from "./attribute-values.js";
import { isMailbox, isSameMailbox } from "./mailbox.js";
import type { ProfileRule } from "./profile-subject.js";

/**
 * `san.mailbox-missing` for each mailbox of the subject that is not in the subject alternative name
 * (S/MIME Baseline Requirements 7.1.4.2.2). A request without any mailbox there leaves that to the
 * authority.
 */
export const mailboxesInSan: ProfileRule = ({ attributes, emails, isRequest, rules }) => {
  if (rules.mailboxesInSan !== true || (isRequest && emails.length === 0)) return [];
  const stated = [...valuesOf(attributes, "E"), ...valuesOf(attributes, "CN").filter(isMailbox)];
  return [...new Set(stated)]
    .filter((mailbox) => !emails.some((email) => isSameMailbox(email, mailbox)))
    .map((mailbox) => ({
      rule: "san.mailbox-missing",
      params: { mailbox, found: emails.join(", ") },
    }));
};

/** `san.mailboxes`: the subject alternative name holds the mailboxes of `emails` and no other. */
export const exactMailboxes: ProfileRule = ({ emails, rules }) => {
  const expected = rules.emails;
  if (expected === undefined) return [];
  const isIn = (mailbox: string, others: readonly string[]) =>
    others.some((other) => isSameMailbox(other, mailbox));
  const isExact =
    expected.every((mailbox) => isIn(mailbox, emails)) &&
    emails.every((mailbox) => isIn(mailbox, expected));
  return isExact
    ? []
    : [
        {
          rule: "san.mailboxes",
          params: { expected: expected.join(", "), found: emails.join(", ") },
        },
      ];
};
