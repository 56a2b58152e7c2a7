import type { KeyObject } from "node:crypto";
import { describeKey } from "../public-key.js";
import { requestKey } from "../requests/request-key.js";
import type { ProfileRule } from "./profile-subject.js";

/** `key.rsa-too-short`: an RSA key has at least `minRsaBits`. Other keys are not its concern. */
export const minRsaBits: ProfileRule = ({ key, rules }) => {
  const bits = rsaBits(key);
  if (rules.minRsaBits === undefined || bits === undefined || bits >= rules.minRsaBits) return [];
  return [{ rule: "key.rsa-too-short", params: { bits, min: rules.minRsaBits } }];
};

/** `key.rsa-length`: the bits of an RSA key are a multiple of 8. */
export const rsaBitsDivisibleBy8: ProfileRule = ({ key, rules }) => {
  const bits = rsaBits(key);
  if (rules.rsaBitsDivisibleBy8 !== true || bits === undefined || bits % 8 === 0) return [];
  return [{ rule: "key.rsa-length", params: { bits } }];
};

/** `key.curve`: a key that is not RSA is on one of `curves`. RSA keys are not its concern. */
export const curves: ProfileRule = ({ key, rules }) => {
  const read = requestKey(key);
  if (rules.curves === undefined || read.kind === "rsa") return [];
  if (read.kind === "ec" && rules.curves.some((curve) => curve === read.curve)) return [];
  return [{ rule: "key.curve", params: { curve: describeKey(key) } }];
};

function rsaBits(key: KeyObject): number | undefined {
  const read = requestKey(key);
  return read.kind === "rsa" ? read.bits : undefined;
}
