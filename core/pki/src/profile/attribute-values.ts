import type { NameAttribute } from "../distinguished-name.js";
import { attributeName } from "../requests/subject.js";

/** Names that are in use for the same attribute, in lower case. */
const aliases: ReadonlyMap<string, string> = new Map([
  ["e", "emailaddress"],
  ["email", "emailaddress"],
  ["s", "st"],
  ["sp", "st"],
  ["commonname", "cn"],
  ["countryname", "c"],
  ["localityname", "l"],
  ["organizationname", "o"],
  ["organizationalunitname", "ou"],
  ["stateorprovincename", "st"],
]);

/** The values of an attribute, by any of its names or its object identifier, in NFC. */
export function valuesOf(attributes: readonly NameAttribute[], name: string): readonly string[] {
  return attributes
    .filter(({ type }) => canonical(type) === canonical(name))
    .map(({ value }) => value.normalize("NFC"));
}

function canonical(name: string): string {
  const lower = attributeName(name).toLowerCase();
  return aliases.get(lower) ?? lower;
}
