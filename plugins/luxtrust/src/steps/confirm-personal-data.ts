import {
  ConfirmSubject,
  message,
  step,
  type FormSchema,
  type JsonObject,
  type Refusal,
} from "@perennial/api";
import { mindExpiry } from "../expiry.js";
import { defaults, siblingAccount, type SofieRenewal, type SofieProfile } from "../profile.js";

const text = { type: "string", minLength: 1, pattern: ".*\\S.*" } as const;

/** Lengths are the upper bounds of X.520 (RFC 5280 appendix A.1). */
const form: FormSchema = {
  type: "object",
  properties: {
    name: { ...text, title: "luxtrust.field.name", maxLength: 64 },
    email: { ...text, title: "luxtrust.field.email", format: "email", maxLength: 255 },
    company: { ...text, title: "luxtrust.field.company", maxLength: 64 },
    department: { type: "string", title: "luxtrust.field.department", maxLength: 64 },
    city: { ...text, title: "luxtrust.field.city", maxLength: 128 },
    country: {
      type: "string",
      title: "luxtrust.field.country",
      format: "country",
      pattern: "[A-Z]{2}",
      patternTitle: "luxtrust.field.country.pattern",
    },
  },
  required: ["name", "email", "company", "city", "country"],
  additionalProperties: false,
};

/** "[J03] Personal Information": fields [C10] to [C15]. Manual 3.2, "Validation of personal data". */
@step("confirm-personal-data")
export class ConfirmPersonalData extends ConfirmSubject<SofieProfile> {
  protected override text() {
    return message("luxtrust.personal-data");
  }

  protected override form() {
    return form;
  }

  protected override values(renewal: SofieRenewal): JsonObject {
    const sibling = siblingAccount(renewal);
    const theirs =
      sibling === undefined ? undefined : renewal.siblingOutput(sibling, ConfirmPersonalData);
    if (theirs !== undefined) return theirs.values;
    const { name, email, company, department, city, country } = renewal.profile;
    return {
      name,
      email,
      company,
      ...(department === undefined ? {} : { department }),
      city,
      country: country ?? defaults.country,
    };
  }

  protected override check(values: JsonObject): Refusal | undefined {
    const missing = ["name", "email", "company", "city", "country"].filter((field) => {
      const value = values[field];
      return typeof value !== "string" || value.trim() === "";
    });
    if (missing.length === 0) return undefined;
    const fields = missing.map((field) => message(`luxtrust.field.${field}`));
    return { code: "luxtrust.personal-data-incomplete", params: { fields } };
  }

  override async run(renewal: SofieRenewal) {
    return mindExpiry(renewal, this.clock, "confirm-personal-data", await super.run(renewal));
  }
}

/** The confirmed data. */
export type PersonalData = {
  readonly name: string;
  readonly email: string;
  readonly company: string;
  readonly department?: string;
  readonly city: string;
  readonly country: string;
};

/** What the person confirmed in {@link ConfirmPersonalData}, without blanks around it. */
export function personalData(renewal: SofieRenewal): PersonalData {
  const { values } = renewal.output(ConfirmPersonalData);
  const value = (field: string) => String(values[field] ?? "").trim();
  const department = value("department");
  return {
    name: value("name"),
    email: value("email"),
    company: value("company"),
    ...(department === "" ? {} : { department }),
    city: value("city"),
    country: value("country"),
  };
}
