import { describeKey, keyAlgorithmOf } from "../public-key.js";
import type { ProfileRule } from "./profile-subject.js";

/** `key.rsa-too-short`: an RSA key has at least `minRsaBits`. Other keys are not its concern. */
export const minRsaBits: ProfileRule = ({ x509, rules }) => {
  const key = x509.publicKey;
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  const rsa = key.asymmetricKeyType === "rsa" || key.asymmetricKeyType === "rsa-pss";
  if (rules.minRsaBits === undefined || !rsa || bits >= rules.minRsaBits) {
    return Promise.resolve([]);
  }
  return Promise.resolve([{ rule: "key.rsa-too-short", params: { bits, min: rules.minRsaBits } }]);
};

/** `key.curve`: an elliptic-curve key is on one of `curves`. RSA keys are not its concern. */
export const curves: ProfileRule = ({ x509, rules }) => {
  const key = x509.publicKey;
  const algorithm = keyAlgorithmOf(key);
  const allowed = rules.curves?.some((curve) => curve === algorithm) ?? true;
  if (allowed || key.asymmetricKeyType?.startsWith("rsa") === true) return Promise.resolve([]);
  return Promise.resolve([{ rule: "key.curve", params: { curve: describeKey(key) } }]);
};
