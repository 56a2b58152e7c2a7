import { valuesOf } from "./attribute-values.js";
import { isMailbox, isSameMailbox } from "./mailbox.js";
import type { ProfileRule } from "./profile-subject.js";

/** `subject.<attribute>` for each attribute of the subject that has not the value it must have. */
export const subjectAttributes: ProfileRule = ({ attributes, isRequest, rules }) =>
  Object.entries(rules.subject ?? {}).flatMap(([attribute, expected]) => {
    const found = valuesOf(attributes, attribute);
    if (found.includes(expected.normalize("NFC"))) return [];
    if (isRequest && found.length === 0) return [];
    return [
      { rule: `subject.${attribute}`, params: { attribute, expected, found: found.join(", ") } },
    ];
  });

/** `subject-missing.<attribute>` for each attribute that the subject has not, or has empty. */
export const subjectHas: ProfileRule = ({ attributes, rules }) =>
  (rules.subjectHas ?? [])
    .filter((attribute) => valuesOf(attributes, attribute).every((value) => value.trim() === ""))
    .map((attribute) => ({ rule: `subject-missing.${attribute}`, params: { attribute } }));

/** `subject.common-name`: each common name is one of `commonNameOneOf`; there may be none. */
export const commonNameOneOf: ProfileRule = ({ attributes, rules }) => {
  const allowed = rules.commonNameOneOf?.map((name) => name.normalize("NFC"));
  if (allowed === undefined) return [];
  const isAllowed = (found: string) =>
    allowed.some((name) => name === found || (isMailbox(name) && isSameMailbox(name, found)));
  return valuesOf(attributes, "CN")
    .filter((found) => !isAllowed(found))
    .map((found) => ({
      rule: "subject.common-name",
      params: { found, expected: allowed.join(", ") },
    }));
};
