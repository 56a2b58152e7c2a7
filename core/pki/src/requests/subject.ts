import { PerennialError } from "@perennial/api";
import type { SubjectFields } from "@perennial/api";
import type { NameAttribute } from "../distinguished-name.js";

/** String types of RFC 5280 appendix A.1. */
export type StringType = "utf8String" | "printableString" | "ia5String";

/** An attribute of a subject with the string type it is encoded in. */
export interface SubjectAttribute extends NameAttribute {
  readonly oid: string;
  readonly stringType: StringType;
}

/** The short name of an attribute by its object identifier, or the identifier itself. */
export function attributeName(oid: string): string {
  return attributeRules.find((rule) => rule.oid === oid)?.type ?? otherNames.get(oid) ?? oid;
}

/** As OpenSSL names them, so that requests and certificates read alike. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ["2.5.4.4", "SN"],
  ["2.5.4.5", "serialNumber"],
  ["2.5.4.9", "street"],
  ["2.5.4.12", "title"],
  ["2.5.4.42", "GN"],
  ["0.9.2342.19200300.100.1.1", "UID"],
  ["0.9.2342.19200300.100.1.25", "DC"],
]);

interface AttributeRule {
  readonly field: keyof SubjectFields;
  readonly type: string;
  readonly oid: string;
  readonly stringType: StringType;
  /** Characters. */
  readonly max: number;
}

/** In the order of the encoding. Upper bounds of X.520, as RFC 5280 appendix A.1 lists them. */
const attributeRules: readonly AttributeRule[] = [
  { field: "country", type: "C", oid: "2.5.4.6", stringType: "printableString", max: 2 },
  { field: "state", type: "ST", oid: "2.5.4.8", stringType: "utf8String", max: 128 },
  { field: "locality", type: "L", oid: "2.5.4.7", stringType: "utf8String", max: 128 },
  { field: "organization", type: "O", oid: "2.5.4.10", stringType: "utf8String", max: 64 },
  // X.520 sets no upper bound for it.
  {
    field: "organizationIdentifier",
    type: "organizationIdentifier",
    oid: "2.5.4.97",
    stringType: "utf8String",
    max: 256,
  },
  { field: "organizationalUnit", type: "OU", oid: "2.5.4.11", stringType: "utf8String", max: 64 },
  { field: "commonName", type: "CN", oid: "2.5.4.3", stringType: "utf8String", max: 64 },
  {
    field: "email",
    type: "emailAddress",
    oid: "1.2.840.113549.1.9.1",
    stringType: "ia5String",
    max: 255,
  },
];

/**
 * The attributes of a subject in the order they are encoded. White space around a value is dropped.
 * @throws PerennialError `requests.bad-subject` with `field`, `problem` (`empty`, `tooLong`,
 *   `badCharacter`, `badCountry`, `badEmail`) and `max`.
 */
export function subjectAttributes(subject: SubjectFields): readonly SubjectAttribute[] {
  const attributes: SubjectAttribute[] = [];
  for (const { field, type, oid, stringType, max } of attributeRules) {
    const given = subject[field];
    if (given === undefined && field !== "commonName") continue;
    const value = checked(field, given ?? "", max);
    attributes.push({ type, oid, stringType, value });
  }
  return attributes;
}

/**
 * An address as it stands in an rfc822Name, RFC 5280 section 4.2.1.6.
 * @throws PerennialError `requests.bad-subject`.
 */
export function checkedEmail(field: string, value: string): string {
  const email = value.trim();
  // Addresses outside ASCII need an otherName (RFC 8398), which certification authorities refuse.
  if (!/^[!#-'*+\-/-9=?A-Z^-~]+(?:\.[!#-'*+\-/-9=?A-Z^-~]+)*@[^@\s]+$/u.test(email)) {
    throw badSubject(field, "badEmail");
  }
  if (!isDnsName(email.slice(email.lastIndexOf("@") + 1))) throw badSubject(field, "badEmail");
  if (email.length > 255) throw badSubject(field, "tooLong", 255);
  return email;
}

/**
 * A dNSName in the preferred name syntax, a wildcard as the whole first label allowed.
 * @throws PerennialError `requests.bad-subject`.
 */
export function checkedDnsName(value: string): string {
  const name = value.trim().toLowerCase();
  if (!isDnsName(name.replace(/^\*\./u, ""))) throw badSubject("dnsNames", "badDnsName");
  return name;
}

function checked(field: keyof SubjectFields, given: string, max: number): string {
  if (/[\p{Cc}\p{Cs}\uFFFD]/u.test(given.trim())) throw badSubject(field, "badCharacter");
  const value = given.trim().normalize("NFC");
  if (value === "") throw badSubject(field, "empty");
  if (field === "country") {
    if (!/^[A-Za-z]{2}$/u.test(value)) throw badSubject(field, "badCountry");
    return value.toUpperCase();
  }
  if (field === "email") return checkedEmail(field, value);
  if ([...value].length > max) throw badSubject(field, "tooLong", max);
  return value;
}

function isDnsName(name: string): boolean {
  const label = /^(?!-)[A-Za-z0-9-]{1,63}(?<!-)$/u;
  return name.length <= 253 && name.split(".").every((part) => label.test(part));
}

function badSubject(field: string, problem: string, max?: number): PerennialError {
  return new PerennialError("requests.bad-subject", {
    field,
    problem,
    max: max ?? 0,
  });
}
