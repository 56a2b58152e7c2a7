import { createHash, createPublicKey } from "node:crypto";
import { PerennialError } from "@perennial/api";
import { keyAlgorithmOf } from "@perennial/pki";
import type { StoredKey } from "../../key-store.js";
import { certificateSpki } from "../link/certificate-spki.js";
import type { KeyObjects } from "../link/token-views.js";

/**
 * The pair that the objects with one CKA_ID are; null if there are none. A private key without its
 * public object is whole when the public half is known from itself or its certificate.
 * @throws PerennialError `token.half-key-pair`, `token.ambiguous-key`, `token.key-extractable`.
 */
export function keyPairOf(
  id: string,
  objects: Pick<KeyObjects, "publicKeys" | "privateKeys" | "certificates">,
): StoredKey | null {
  const { publicKeys, privateKeys } = objects;
  if (privateKeys.length > 1 || publicKeys.length > 1) {
    throw new PerennialError("token.ambiguous-key", { id });
  }
  const [privateKey] = privateKeys;
  if (privateKey === undefined) {
    if (publicKeys.length === 0) return null;
    throw new PerennialError("token.half-key-pair", { id, half: "public" });
  }
  if (privateKey.extractable === true || privateKey.sensitive === false) {
    throw new PerennialError("token.key-extractable", { id });
  }
  const key = publicHalf(id, objects);
  if (key === undefined) throw new PerennialError("token.half-key-pair", { id, half: "private" });
  return key;
}

/** What can be known of a pair from what is public of it. */
export function publicHalf(
  id: string,
  {
    publicKeys,
    privateKeys,
    certificates,
  }: Pick<KeyObjects, "publicKeys" | "privateKeys" | "certificates">,
): StoredKey | undefined {
  const spki =
    publicKeys.find((key) => key.spki !== undefined)?.spki ??
    privateKeys.find((key) => key.spki !== undefined)?.spki ??
    certificates.map(({ der }) => certificateSpki(der)).find((found) => found !== undefined);
  if (spki === undefined) return undefined;
  const der = Buffer.from(spki, "base64");
  const algorithm = keyAlgorithmOf(createPublicKey({ key: der, format: "der", type: "spki" }));
  if (algorithm === null) return undefined;
  const label = [...publicKeys, ...privateKeys, ...certificates].find((one) => one.label !== "");
  const spkiHash = createHash("sha256").update(der).digest("hex");
  return { id, algorithm, label: label?.label ?? "", spki, spkiHash };
}
