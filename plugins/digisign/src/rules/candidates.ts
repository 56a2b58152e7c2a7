import type { CertificateInfo, Refusal, SeenToken } from "@perennial/api";
import { holderOf } from "./subject.js";
import type { Thresholds } from "./thresholds.js";
import { timeLeft } from "./time-left.js";

/** A certificate that can be renewed. */
export type Candidate = {
  /** Lower-case hexadecimal SHA-256 of the DER. */
  readonly sha256: string;
  /** PKCS #11 URI of its token. */
  readonly place: string;
  /** What the token is called. */
  readonly token: string;
  readonly tokenSerial: string;
  readonly spkiHash: string;
  readonly holder: string;
  /** RFC 4514. */
  readonly issuer: string;
  /** RFC 3339 UTC. */
  readonly notAfter: string;
  /** What the token says of its PIN. */
  readonly pin: "ok" | "few-tries" | "last-try";
};

/** What is known of a certificate when it is judged. */
export interface ToJudge {
  readonly certificate: CertificateInfo;
  readonly token: SeenToken;
  /** RFC 3339. */
  readonly now: string;
  readonly rules: Thresholds;
  /** Whether there is a day on which the new one could be issued. */
  readonly hasDay: boolean;
}

/** Whether a certificate can be renewed, or why not. Manual I.3. */
export function judge({ certificate, token, now, rules, hasDay }: ToJudge): Candidate | Refusal {
  const { sha256, spkiHash, subject, issuer, notAfter } = certificate;
  const holder = holderOf(subject);
  const who = { holder, token: nameOf(token), notAfter };
  if (!isByDigisign(issuer)) {
    return { code: "digisign.other-issuer", params: { ...who, issuer } };
  }
  const left = timeLeft(now, notAfter);
  if (left === undefined) return { code: "digisign.expired", params: who };
  const { minimumDays, shortNotice } = rules;
  if (left.days < minimumDays && shortNotice === undefined) {
    return { code: "digisign.too-few-days", params: { ...who, ...left, minimum: minimumDays } };
  }
  if (!hasDay) return { code: "digisign.no-date-left", params: who };
  return {
    sha256,
    place: token.place,
    token: nameOf(token),
    tokenSerial: token.serial,
    spkiHash,
    holder,
    issuer,
    notAfter,
    pin: token.pin === "few-tries" || token.pin === "last-try" ? token.pin : "ok",
  };
}

/** Why a token cannot sign. */
export function refusalOfPin(token: SeenToken): Refusal | undefined {
  const params = { token: nameOf(token) };
  switch (token.pin) {
    case "locked":
      return { code: "digisign.pin-locked", params };
    case "not-initialized":
      return { code: "digisign.pin-not-initialized", params };
    case "pin-pad":
      return { code: "digisign.pin-pad", params };
    default:
      return undefined;
  }
}

/** What a token is called; one that was never initialised has no label. */
export function nameOf({ label, model, serial }: SeenToken): string {
  return label === "" ? [model, serial].filter((part) => part !== "").join(" ") : label;
}

/** "Issued by DIGISIGN S.A. certification authority." Manual I.3. */
export function isByDigisign(issuer: string): boolean {
  return issuer.toUpperCase().includes("DIGISIGN");
}
