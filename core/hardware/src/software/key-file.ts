import { createPrivateKey, createPublicKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { KeyAlgorithm } from "@perennial/api";
import { keyAlgorithmOf, publicKeyOf, sha256Hex } from "@perennial/pki";
import type { StoredKey } from "../key-store.js";
import { corrupt, jsonFile, parseObject } from "./json-file.js";
import { deriveKey, isBase64, isSealed, seal, unseal } from "./seal.js";
import type { Sealed } from "./seal.js";

/** A key pair at rest: the public half in the clear, the PKCS#8 of the private half encrypted. */
export interface KeyFile {
  readonly format: "perennial-key";
  readonly version: 1;
  readonly id: string;
  readonly algorithm: KeyAlgorithm;
  readonly label: string;
  /** SubjectPublicKeyInfo, DER, base64. */
  readonly spki: string;
  readonly privateKey: Sealed;
}

/** Writes the file of a key pair. */
export function sealKeyFile(
  dataKey: Uint8Array,
  named: { readonly id: string; readonly label: string },
  privateKey: KeyObject,
): { readonly content: Buffer; readonly key: StoredKey } {
  const { algorithm, spki } = publicKeyOf(privateKey);
  const key: StoredKey = {
    id: named.id,
    algorithm,
    label: named.label,
    spki: Buffer.from(spki).toString("base64"),
    spkiHash: sha256Hex(spki),
  };
  const pkcs8 = privateKey.export({ type: "pkcs8", format: "der" });
  const fileKey = deriveKey(dataKey, `key ${key.id}`);
  try {
    const file: KeyFile = {
      format: "perennial-key",
      version: 1,
      id: key.id,
      algorithm: key.algorithm,
      label: key.label,
      spki: key.spki,
      privateKey: seal(fileKey, pkcs8, boundText(key)),
    };
    return { content: jsonFile(file), key };
  } finally {
    pkcs8.fill(0);
    fileKey.fill(0);
  }
}

/**
 * Reads the public half.
 * @throws PerennialError `keys.corrupt`.
 */
export function parseKeyFile(
  content: Uint8Array,
  id: string,
  path: string,
): { readonly key: StoredKey; readonly sealed: Sealed } {
  const file = parseObject(content, path);
  if (file["format"] !== "perennial-key" || file["version"] !== 1) throw corrupt(path, "format");
  if (file["id"] !== id) throw corrupt(path, "id");
  const { label, spki, privateKey, algorithm } = file;
  if (typeof label !== "string") throw corrupt(path, "label");
  if (!isBase64(spki)) throw corrupt(path, "spki");
  if (!isSealed(privateKey)) throw corrupt(path, "private-key");
  const der = Buffer.from(spki, "base64");
  const actual = algorithmOf(der, path);
  if (actual === null || actual !== algorithm) throw corrupt(path, "algorithm");
  return {
    key: { id, algorithm: actual, label, spki, spkiHash: sha256Hex(der) },
    sealed: privateKey,
  };
}

/**
 * Decrypts the private half, and checks that it is the other half of what the file says.
 * @throws PerennialError `keys.corrupt`.
 */
export function openKeyFile(
  dataKey: Uint8Array,
  file: { readonly key: StoredKey; readonly sealed: Sealed },
  path: string,
): KeyObject {
  const fileKey = deriveKey(dataKey, `key ${file.key.id}`);
  const pkcs8 = unseal(fileKey, file.sealed, boundText(file.key));
  fileKey.fill(0);
  if (pkcs8 === null) throw corrupt(path, "authentication");
  try {
    const privateKey = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
    const spki = createPublicKey(privateKey).export({ type: "spki", format: "der" });
    if (spki.toString("base64") !== file.key.spki) throw corrupt(path, "spki");
    return privateKey;
  } finally {
    pkcs8.fill(0);
  }
}

function algorithmOf(spki: Buffer, path: string): KeyAlgorithm | null {
  try {
    return keyAlgorithmOf(createPublicKey({ key: spki, format: "der", type: "spki" }));
  } catch (cause) {
    throw corrupt(path, "spki", cause);
  }
}

function boundText({ id, algorithm, label, spkiHash }: StoredKey): string {
  return JSON.stringify(["perennial-key", 1, id, algorithm, label, spkiHash]);
}
