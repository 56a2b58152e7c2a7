import { isWeakSignature, signatureName } from "../chain/check-strength.js";
import type { ProfileRule } from "./profile-subject.js";

/** `basic-constraints.ca`: the certificate is no certification authority. */
export const notCa: ProfileRule = ({ x509, rules }) =>
  Promise.resolve(
    rules.notCa === true && x509.ca ? [{ rule: "basic-constraints.ca", params: {} }] : [],
  );

/** `signature.weak`: it is not signed over MD5, SHA-1, or with an algorithm that is not known. */
export const notWeakSignature: ProfileRule = async ({ x509, parsed, rules }) =>
  rules.notWeakSignature === true && (await isWeakSignature(parsed.asn.signatureAlgorithm))
    ? [{ rule: "signature.weak", params: { algorithm: signatureName(x509) } }]
    : [];
