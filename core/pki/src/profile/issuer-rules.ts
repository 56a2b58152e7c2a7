import type { CertificateRule, ProfileRule } from "./profile-subject.js";

/** `basic-constraints.ca`: the certificate is no certification authority. */
export const notCa: CertificateRule = ({ x509, rules }) =>
  rules.notCa === true && x509.ca ? [{ rule: "basic-constraints.ca", params: {} }] : [];

/** `signature.weak`: it is not signed over MD5, SHA-1, or with an algorithm that is not known. */
export const notWeakSignature: ProfileRule = ({ weakSignature, rules }) =>
  rules.notWeakSignature === true && weakSignature !== undefined
    ? [{ rule: "signature.weak", params: { algorithm: weakSignature } }]
    : [];
