import type { KeyObject } from "node:crypto";
import type { RequestKey } from "@perennial/api";
import { berChildren, berObjectIdentifier, readBer } from "../cms/ber.js";

/** Curves by their name in OpenSSL. */
const curves: ReadonlyMap<string, string> = new Map([
  ["prime256v1", "ec-p256"],
  ["secp384r1", "ec-p384"],
  ["secp521r1", "ec-p521"],
]);

/** Which kind of key it is. A curve that is given by its parameters has no name: `other`. */
export function requestKey(key: KeyObject): RequestKey {
  const { modulusLength, namedCurve = "" } = key.asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined && key.asymmetricKeyType?.startsWith("rsa") === true) {
    return { kind: "rsa", bits: modulusLength };
  }
  const [algorithm, parameters] = algorithmOf(key);
  if (key.asymmetricKeyType === "ec") {
    // OpenSSL knows a curve by its parameters too, but RFC 5480 section 2.1.1 wants its name.
    if (parameters !== undefined)
      return { kind: "ec", curve: curves.get(namedCurve) ?? parameters };
  }
  return { kind: "other", algorithm: algorithm ?? "" };
}

/** The object identifiers in a key's AlgorithmIdentifier, RFC 5280 section 4.1.1.2. */
function algorithmOf(key: KeyObject): readonly (string | undefined)[] {
  const spki = readBer(key.export({ type: "spki", format: "der" })) ?? undefined;
  const [algorithm] = berChildren(spki) ?? [];
  return (berChildren(algorithm) ?? []).map((part) => berObjectIdentifier(part) ?? undefined);
}
