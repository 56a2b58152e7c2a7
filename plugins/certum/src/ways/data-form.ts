import { message, type FieldSchema, type FormSchema, type Refusal } from "@perennial/api";
import { defaults, type CertumProfile, type CertumRenewal } from "../profile.js";
import { organizationStated } from "../rules/current-subject.js";
import { organizationIdentifier } from "../rules/organization-identifier.js";

/** What was typed into the form. */
export type TypedData = {
  readonly organization: string;
  readonly country: string;
  readonly state: string;
  readonly locality: string;
  readonly verification?: "register" | "document";
  readonly registrationType?: string;
  readonly registrationNumber?: string;
};

/** Lengths are the upper bounds of X.520 (RFC 5280 appendix A.1). */
const headquarters: { readonly [field: string]: FieldSchema } = {
  organization: { type: "string", title: "certum.field.organization", maxLength: 64 },
  country: {
    type: "string",
    title: "certum.field.country",
    format: "country",
    pattern: "^[A-Z]{2}$",
    patternTitle: "certum.field.country.pattern",
  },
  state: { type: "string", title: "certum.field.state", maxLength: 128 },
  locality: { type: "string", title: "certum.field.locality", maxLength: 128 },
};

const register: { readonly [field: string]: FieldSchema } = {
  registrationType: {
    type: "string",
    title: "certum.field.registrationType",
    description: "certum.field.registrationType.only",
    maxLength: 40,
  },
  registrationNumber: {
    type: "string",
    title: "certum.field.registrationNumber",
    description: "certum.field.registrationNumber.only",
    maxLength: 64,
  },
};

/** Of a partner there is no other verification to choose. */
const partnerRegister: { readonly [field: string]: FieldSchema } = {
  registrationType: {
    type: "string",
    title: "certum.field.registrationType",
    description: "certum.field.registrationType.hint",
    maxLength: 40,
  },
  registrationNumber: {
    type: "string",
    title: "certum.field.registrationNumber",
    maxLength: 64,
  },
};

const starred = ["organization", "country", "state", "locality"] as const;

/** The form of a customer: the starred fields, and how Certum verifies the organization. */
export const customerForm: FormSchema = {
  type: "object",
  properties: {
    ...headquarters,
    verification: {
      type: "string",
      title: "certum.field.verification",
      enum: ["register", "document"],
      enumTitles: ["certum.verification.register", "certum.verification.document"],
      default: "register",
    },
    ...register,
  },
  required: [...starred, "verification"],
  additionalProperties: false,
};

/** The form of a partner, who adds documents to the order itself. */
export const partnerForm: FormSchema = {
  type: "object",
  properties: { ...headquarters, ...partnerRegister },
  required: starred,
  additionalProperties: false,
};

/** What the form holds at first: as the profile knows it, else as the current certificate states it. */
export function firstValues({ profile, current }: CertumRenewal): {
  readonly [field: string]: string;
} {
  const { registrationType, registrationNumber, ...stated } = organizationStated(
    current?.subject ?? "",
  );
  const country = profile.country ?? stated.country ?? defaults.country;
  const known = { ...stated, ...valuesOf({ ...profile, country }) };
  // Half of the one and half of the other would be the number of another register.
  const isSaid = (profile.registrationType ?? "") + (profile.registrationNumber ?? "") !== "";
  if (isSaid || registrationType === undefined || registrationNumber === undefined) return known;
  return { ...known, registrationType, registrationNumber };
}

/** What the profile knows. */
export function valuesOf(profile: CertumProfile): { readonly [field: string]: string } {
  const { organization, country = defaults.country, state, locality } = profile;
  const { registrationType, registrationNumber } = profile;
  const known = { organization, country, state, locality, registrationType, registrationNumber };
  return Object.fromEntries(
    Object.entries(known).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "",
    ),
  );
}

/** What was typed, without the space around it; numbers of registers without any. */
export function trimmed(typed: TypedData): Required<TypedData> {
  const { organization, country, state, locality } = typed;
  const { verification = "register", registrationType = "", registrationNumber = "" } = typed;
  return {
    organization: organization.trim(),
    country: country.trim(),
    state: state.trim(),
    locality: locality.trim(),
    verification,
    registrationType: registrationType.trim(),
    registrationNumber: registrationNumber.replaceAll(/\s/g, ""),
  };
}

/**
 * What is missing. "Missing starred field" and the country; with verification by registration number
 * also the register and the number.
 */
export function refusalOfData(
  typed: Required<TypedData>,
  role: "customer" | "partner",
): Refusal | undefined {
  const byRegister = role === "customer" && typed.verification === "register";
  const fields = byRegister
    ? ([...starred, "registrationType", "registrationNumber"] as const)
    : starred;
  const empty = fields.find((field) => typed[field] === "");
  if (empty !== undefined) {
    return {
      code: "certum.data.missing-field",
      params: { detail: message(`certum.field.${empty}`) },
    };
  }
  if (!isCountry(typed.country)) {
    return { code: "certum.data.unknown-country", params: { detail: typed.country } };
  }
  return undefined;
}

/** A number that its register certainly has not: of wrong length, or with a wrong check digit. */
export function refusalOfNumber(typed: Required<TypedData>): Refusal | undefined {
  const { country, registrationType: type, registrationNumber: number, verification } = typed;
  if (verification === "document" || type === "" || number === "") return undefined;
  const made = organizationIdentifier(country, { type, number });
  return "code" in made ? made : undefined;
}

/** ISO 3166-1 alpha-2, as this computer's list has it. */
function isCountry(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code)) return false;
  return new Intl.DisplayNames("en", { type: "region", fallback: "none" }).of(code) !== undefined;
}
