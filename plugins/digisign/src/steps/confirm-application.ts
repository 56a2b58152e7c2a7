import {
  ConfirmSubject,
  message,
  step,
  type FormSchema,
  type JsonObject,
  type Refusal,
} from "@perennial/api";
import { defaults, type DigisignProfile, type DigisignRenewal } from "../profile.js";
import { attribute } from "../rules/subject.js";
import { SelectCertificate } from "./select-certificate.js";

/** What the application says beyond the holder's identity, which the certificate says. */
export type Application = {
  readonly email: string;
  readonly phone: string;
  readonly organization: string;
  readonly locality: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
};

/** Lengths are the upper bounds of X.520 (RFC 5280 appendix A.1). */
const form: FormSchema = {
  type: "object",
  properties: {
    holder: { type: "string", title: "digisign.field.holder", readOnly: true },
    issuer: { type: "string", title: "digisign.field.issuer", readOnly: true },
    serial: { type: "string", title: "digisign.field.serial", readOnly: true },
    email: {
      type: "string",
      title: "digisign.field.email",
      description: "digisign.field.email.hint",
      format: "email",
      maxLength: 255,
    },
    phone: {
      type: "string",
      title: "digisign.field.phone",
      pattern: "^[+]?[0-9][0-9 ()./-]{4,29}$",
      patternTitle: "digisign.field.phone.pattern",
    },
    organization: { type: "string", title: "digisign.field.organization", maxLength: 64 },
    locality: { type: "string", title: "digisign.field.locality", maxLength: 128 },
    country: {
      type: "string",
      title: "digisign.field.country",
      format: "country",
      pattern: "^[A-Z]{2}$",
      patternTitle: "digisign.field.country.pattern",
    },
  },
  required: ["email", "country"],
  additionalProperties: false,
};

/** "The form of application will be automatically filled." Manual II.5. */
@step("confirm-application")
export class ConfirmApplication extends ConfirmSubject<DigisignProfile> {
  protected override text() {
    return message("digisign.application");
  }

  protected override form() {
    return form;
  }

  protected override values(renewal: DigisignRenewal): JsonObject {
    const { profile } = renewal;
    const { subject, holder, issuer, serial } = renewal.output(SelectCertificate);
    const offered = {
      email: profile.email,
      phone: profile.phone,
      organization: profile.organization ?? attribute(subject, "O"),
      locality: profile.locality ?? attribute(subject, "L"),
      country: profile.country ?? attribute(subject, "C") ?? defaults.country,
    };
    const known = Object.entries(offered).filter(([, value]) => value !== undefined);
    return { holder, issuer, serial, ...Object.fromEntries(known) };
  }

  /** The identity is the certificate's, whatever came back with the form. */
  protected override check(values: JsonObject, renewal: DigisignRenewal): Refusal | undefined {
    const certificate = renewal.output(SelectCertificate);
    for (const field of ["holder", "issuer", "serial"] as const) {
      const value = values[field];
      if (value === undefined || value === certificate[field]) continue;
      return {
        code: "digisign.identity-changed",
        params: { field: message(`digisign.field.${field}`), holder: certificate.holder },
      };
    }
    return undefined;
  }
}

/** What the person confirmed in {@link ConfirmApplication}. */
export function application(renewal: DigisignRenewal): Application {
  const { values } = renewal.output(ConfirmApplication);
  const value = (field: keyof Application) => String(values[field] ?? "").trim();
  return {
    email: value("email"),
    phone: value("phone"),
    organization: value("organization"),
    locality: value("locality"),
    country: value("country"),
  };
}
