import type { TrustService } from "./trust-service.js";
import type { Credential } from "./credential.js";
import type { CscInput } from "./csc-input.js";

/** RSA, and RSA with SHA-256, SHA-384 and SHA-512. */
export const signAlgorithms: Readonly<Record<string, string | undefined>> = {
  "1.2.840.113549.1.1.1": undefined,
  "1.2.840.113549.1.1.11": "2.16.840.1.101.3.4.2.1",
  "1.2.840.113549.1.1.12": "2.16.840.1.101.3.4.2.2",
  "1.2.840.113549.1.1.13": "2.16.840.1.101.3.4.2.3",
};

type Json = Record<string, unknown>;

/** What both versions say of a credential: its key and its certificate. */
export function keyAndCertificate(
  trust: TrustService,
  credential: Credential,
  input: CscInput,
): Json {
  const { certificate, options } = credential;
  const choice = input.choice("certificates", ["none", "single", "chain"] as const, "single");
  const chain = [credential.der, trust.issuer.der].map((der) => der.toString("base64"));
  const certificates = { none: [], single: chain.slice(0, 1), chain }[choice];
  const now = trust.clock.now();
  return {
    description: options.description,
    key: {
      status: credential.enabled ? "enabled" : "disabled",
      algo: Object.keys(signAlgorithms),
      len: 2048,
    },
    cert: {
      status: now > certificate.notAfter ? "expired" : "valid",
      ...(choice === "none" ? {} : { certificates }),
      ...(input.flag("certInfo")
        ? {
            issuerDN: certificate.issuer,
            serialNumber: certificate.serialNumber.toUpperCase(),
            subjectDN: certificate.subject,
            validFrom: generalizedTime(certificate.notBefore),
            validTo: generalizedTime(certificate.notAfter),
          }
        : {}),
    },
    SCAL: options.scal,
    multisign: options.multisign,
    lang: "en-US",
  };
}

/** What version 1 says of how a credential is authorized (v1.0.4.0, 11.5); only if it is asked for. */
export function authorizationV1({ options }: Credential, authInfo: boolean): Json {
  const { authMode, pinPresence, otpPresence, otpSource } = options;
  if (!authInfo || authMode !== "explicit") return { authMode };
  return {
    authMode,
    PIN: {
      presence: pinPresence,
      ...(pinPresence === "false"
        ? {}
        : { format: "N", label: "PIN", description: "The PIN of the certificate" }),
    },
    OTP: {
      presence: otpPresence,
      ...(otpPresence === "false"
        ? {}
        : {
            type: otpSource,
            format: "N",
            label: "Code",
            description: "The code that was sent to you",
            ID: `OTP-${options.id}`,
            provider: "mail",
          }),
    },
  };
}

/** The identifiers of the authentication objects of version 2. */
export const objectIds = { PIN: "PIN", OTP: "OTP", confirmation: "CONFIRM" } as const;

/** What version 2 says of it (v2.0.0.2, 8.3 and 11.4). */
export function authorizationV2({ options }: Credential, authInfo: boolean): Json {
  const { authMode, pinPresence, otpPresence, otpSource } = options;
  if (authMode === "oauth2code") return { auth: { mode: "oauth2code" } };
  if (!authInfo) return { auth: { mode: "explicit" } };
  const pin =
    pinPresence === "false" || authMode === "implicit"
      ? []
      : [{ type: "Password", id: objectIds.PIN, format: "N", label: "PIN" }];
  const otp =
    otpPresence === "false" || authMode === "implicit"
      ? []
      : [
          {
            online: { type: "ChallengeResponse", id: objectIds.OTP, format: "N", label: "Code" },
            offline: {
              type: "Password",
              id: objectIds.OTP,
              format: "N",
              generator: "totp",
              label: "Code",
            },
            challenge: {
              type: "ChallengeResponse",
              id: objectIds.OTP,
              format: "N",
              label: "Answer",
            },
            confirmation: {
              type: "ChallengeResponseOOB",
              id: objectIds.confirmation,
              label: "Confirmation",
            },
          }[otpSource],
        ];
  const objects = [...pin, ...otp];
  const operator = pinPresence === "optional" && otpPresence === "optional" ? " OR " : " AND ";
  return {
    auth: {
      mode: "explicit",
      ...(objects.length === 0 ? {} : { expression: objects.map(({ id }) => id).join(operator) }),
      objects,
    },
  };
}

/** `YYYYMMDDHHMMSSZ`. */
function generalizedTime(instant: Date): string {
  return `${instant.toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`;
}
