import { corrupt, jsonFile, parseObject } from "./json-file.js";
import { deriveKey, isSealed, seal, unseal } from "./seal.js";
import type { Sealed } from "./seal.js";

/** A secret and the reference that plain data holds in its place. */
export interface KeptSecret {
  readonly reference: string;
  readonly value: string;
}

/** The secrets of a profile at rest. */
export interface SecretFile {
  readonly format: "perennial-secrets";
  readonly version: 1;
  readonly profile: string;
  readonly generation: number;
  /** Names and their references. */
  readonly names: { readonly [name: string]: string };
  readonly secrets: Sealed;
}

/** Writes the file of a profile. */
export function sealSecretFile(
  dataKey: Uint8Array,
  content: {
    readonly profile: string;
    readonly generation: number;
    readonly secrets: ReadonlyMap<string, KeptSecret>;
  },
): Buffer {
  const { profile, generation, secrets } = content;
  const names = Object.fromEntries([...secrets].map(([name, { reference }]) => [name, reference]));
  const values = [...secrets].map(([name, { reference, value }]) => [name, reference, value]);
  const plaintext = Buffer.from(JSON.stringify(values), "utf8");
  const key = deriveKey(dataKey, "secrets");
  try {
    const named = { profile, generation, names };
    return jsonFile({
      format: "perennial-secrets",
      version: 1,
      ...named,
      secrets: seal(key, plaintext, boundText(named)),
    } satisfies SecretFile);
  } finally {
    key.fill(0);
    plaintext.fill(0);
  }
}

/**
 * Reads the names.
 * @throws PerennialError `keys.corrupt`.
 */
export function parseSecretFile(
  content: Uint8Array,
  expected: { readonly profile: string; readonly generation: number },
  path: string,
): SecretFile {
  const { format, version, profile, generation, names, secrets } = parseObject(content, path);
  if (format !== "perennial-secrets" || version !== 1) throw corrupt(path, "format");
  if (profile !== expected.profile || generation !== expected.generation) {
    throw corrupt(path, "profile");
  }
  if (typeof names !== "object" || names === null) throw corrupt(path, "names");
  const references = Object.entries(names).map(([name, reference]: [string, unknown]) => {
    if (typeof reference !== "string") throw corrupt(path, "names");
    return [name, reference] as const;
  });
  if (!isSealed(secrets)) throw corrupt(path, "secrets");
  const parsed = Object.fromEntries(references);
  return { format, version, ...expected, names: parsed, secrets };
}

/**
 * Decrypts the values.
 * @throws PerennialError `keys.corrupt`.
 */
export function unsealSecrets(
  dataKey: Uint8Array,
  file: SecretFile,
  path: string,
): Map<string, KeptSecret> {
  const key = deriveKey(dataKey, "secrets");
  const plaintext = unseal(key, file.secrets, boundText(file));
  key.fill(0);
  if (plaintext === null) throw corrupt(path, "authentication");
  try {
    const values = JSON.parse(plaintext.toString("utf8")) as readonly [string, string, string][];
    return new Map(values.map(([name, reference, value]) => [name, { reference, value }]));
  } finally {
    plaintext.fill(0);
  }
}

function boundText(file: {
  readonly profile: string;
  readonly generation: number;
  readonly names: { readonly [name: string]: string };
}): string {
  const names = Object.entries(file.names).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(["perennial-secrets", 1, file.profile, file.generation, names]);
}
