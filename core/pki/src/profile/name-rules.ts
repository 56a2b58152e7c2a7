import { parseRfc4514, rfc4514 } from "../distinguished-name.js";
import type { ProfileRule } from "./profile-subject.js";

/** Names that are in use for the same attribute. */
const aliases: { readonly [name: string]: string } = { e: "emailaddress", email: "emailaddress" };

/** `subject.<attribute>` for each attribute of the subject that has not the value it must have. */
export const subjectAttributes: ProfileRule = ({ x509, rules }) => {
  const attributes = parseRfc4514(rfc4514(x509.subject));
  const valuesOf = (name: string) =>
    attributes.filter(({ type }) => canonical(type) === canonical(name)).map(({ value }) => value);
  const broken = Object.entries(rules.subject ?? {}).filter(
    ([name, expected]) =>
      !valuesOf(name).some((value) => value.normalize("NFC") === expected.normalize("NFC")),
  );
  return Promise.resolve(
    broken.map(([name, expected]) => ({
      rule: `subject.${name}`,
      params: { attribute: name, expected, found: valuesOf(name).join(", ") },
    })),
  );
};

function canonical(name: string): string {
  const lower = name.toLowerCase();
  return aliases[lower] ?? lower;
}
