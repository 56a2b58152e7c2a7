import { x509 } from "../../pki/x509.js";
import type { SmimeSubject } from "../partner-orders.js";

/** OIDs and short names of what a subject can state; `@peculiar/x509` knows some by name only. */
export const attributeNames: Readonly<Record<string, string>> = {
  C: "C",
  ST: "SP",
  S: "SP",
  L: "L",
  O: "O",
  CN: "CN",
  E: "E",
  "1.2.840.113549.1.9.1": "E",
  "2.5.4.97": "organizationIdentifier",
  "2.5.4.8": "SP",
};

/** The subject as a name, in the order of its size: country first, then down to the mailbox. */
export function smimeName(subject: SmimeSubject): x509.Name {
  const { country, state, locality, organization, organizationIdentifier, commonName, email } =
    subject;
  const attribute = (type: string, value: string | undefined): x509.JsonNameParams => {
    if (value === undefined || value === "") return [];
    // Of a text with quotes the library takes only what is in them.
    if (value.includes('"')) return [{ [type]: [{ utf8String: value }] }];
    return [{ [type]: [value] }];
  };
  return new x509.Name([
    ...attribute("C", country),
    ...attribute("ST", state),
    ...attribute("L", locality),
    ...attribute("O", organization),
    ...attribute("2.5.4.97", organizationIdentifier),
    ...attribute("CN", commonName),
    ...attribute("E", email),
  ]);
}
