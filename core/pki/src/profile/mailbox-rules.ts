import { valuesOf } from "./attribute-values.js";
import { comparable, isMailbox } from "./mailbox.js";
import type { ProfileRule } from "./profile-subject.js";

/**
 * `san.mailbox-missing` for each mailbox of the subject that is not in the subject alternative name
 * (S/MIME Baseline Requirements 7.1.4.2.2). A request without any mailbox there leaves that to the
 * authority.
 */
export const mailboxesInSan: ProfileRule = ({ attributes, emails, isRequest, rules }) => {
  if (rules.mailboxesInSan !== true || (isRequest && emails.length === 0)) return [];
  const stated = [...valuesOf(attributes, "E"), ...valuesOf(attributes, "CN").filter(isMailbox)];
  const found = new Set(emails.map(comparable));
  return [...new Set(stated)]
    .filter((mailbox) => !found.has(comparable(mailbox)))
    .map((mailbox) => ({
      rule: "san.mailbox-missing",
      params: { mailbox, found: emails.join(", ") },
    }));
};

/** `san.mailboxes`: the subject alternative name holds the mailboxes of `emails` and no other. */
export const exactMailboxes: ProfileRule = ({ emails, rules }) => {
  const expected = rules.emails;
  if (expected === undefined) return [];
  const difference = new Set(expected.map(comparable)).symmetricDifference(
    new Set(emails.map(comparable)),
  );
  return difference.size === 0
    ? []
    : [
        {
          rule: "san.mailboxes",
          params: { expected: expected.join(", "), found: emails.join(", ") },
        },
      ];
};
