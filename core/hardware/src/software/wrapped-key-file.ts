import { argon2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { PerennialError } from "@perennial/api";
import { untilFixed } from "../passphrase/until-fixed.js";
import { corrupt, jsonFile, parseObject } from "./json-file.js";
import { isBase64, isSealed, seal, unseal } from "./seal.js";
import type { Sealed } from "./seal.js";

/** Argon2id, RFC 9106. */
export interface KdfParameters {
  readonly algorithm: "argon2id";
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  /** Base64. */
  readonly salt: string;
}

/** The store's data key, encrypted under the passphrase. */
export interface WrappedKeyFile {
  readonly format: "perennial-key-store";
  readonly version: 1;
  /** Random; names the store in the system's keyring. */
  readonly id: string;
  readonly kdf: KdfParameters;
  readonly dataKey: Sealed;
}

/** RFC 9106 section 4, second recommended option: 64 MiB, three passes, four lanes. */
const minimum = { memory: 64 * 1024, passes: 3, parallelism: 4, saltBytes: 16 };
/** What is more than this was not written here; it would stop the computer. */
const maximum = { memory: 4 * 1024 * 1024, passes: 64, parallelism: 64 };

const argon2Async = promisify(argon2);

/** Wraps a new data key. */
export async function wrapDataKey(dataKey: Uint8Array, passphrase: Uint8Array, id: string) {
  const { memory, passes, parallelism, saltBytes } = minimum;
  const salt = randomBytes(saltBytes).toString("base64");
  const kdf: KdfParameters = { algorithm: "argon2id", memory, passes, parallelism, salt };
  const key = await derive(passphrase, kdf);
  try {
    const file: WrappedKeyFile = {
      format: "perennial-key-store",
      version: 1,
      id,
      kdf,
      dataKey: seal(key, dataKey, boundText(id, kdf)),
    };
    return jsonFile(file);
  } finally {
    key.fill(0);
  }
}

/**
 * Unwraps the data key.
 * @throws PerennialError `keys.wrong-passphrase`.
 */
export async function unwrapDataKey(file: WrappedKeyFile, passphrase: Uint8Array): Promise<Buffer> {
  const key = await derive(passphrase, file.kdf);
  try {
    const dataKey = unseal(key, file.dataKey, boundText(file.id, file.kdf));
    if (dataKey?.length !== 32)
      throw new PerennialError("keys.wrong-passphrase", {}, { ...untilFixed, effect: "none" });
    return dataKey;
  } finally {
    key.fill(0);
  }
}

/**
 * Parses the file, and refuses parameters below the minimum: whoever can change the file could
 * otherwise make the next passphrase cheap to guess.
 * @throws PerennialError `keys.corrupt`, `keys.weak-protection`.
 */
export function parseWrappedKeyFile(content: Uint8Array, path: string): WrappedKeyFile {
  const { format, version, id, kdf, dataKey } = parseObject(content, path);
  if (format !== "perennial-key-store" || version !== 1) throw corrupt(path, "format");
  if (typeof id !== "string" || !/^[0-9a-f]{16}$/u.test(id)) throw corrupt(path, "id");
  if (!isSealed(dataKey)) throw corrupt(path, "data-key");
  return { format, version, id, kdf: parseKdf(kdf, path), dataKey };
}

function parseKdf(value: unknown, path: string): KdfParameters {
  if (typeof value !== "object" || value === null) throw corrupt(path, "kdf");
  const { algorithm, memory, passes, parallelism, salt } = value as Record<string, unknown>;
  if (algorithm !== "argon2id" || !isBase64(salt)) throw corrupt(path, "kdf");
  if (!isCount(memory) || !isCount(passes) || !isCount(parallelism)) throw corrupt(path, "kdf");
  if (memory > maximum.memory || passes > maximum.passes || parallelism > maximum.parallelism) {
    throw corrupt(path, "kdf");
  }
  const weak =
    memory < minimum.memory ||
    passes < minimum.passes ||
    parallelism < minimum.parallelism ||
    Buffer.from(salt, "base64").length < minimum.saltBytes;
  if (weak) throw new PerennialError("keys.weak-protection", { path });
  return { algorithm, memory, passes, parallelism, salt };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function derive(passphrase: Uint8Array, kdf: KdfParameters): Promise<Buffer> {
  return argon2Async("argon2id", {
    message: passphrase,
    nonce: Buffer.from(kdf.salt, "base64"),
    parallelism: kdf.parallelism,
    memory: kdf.memory,
    passes: kdf.passes,
    tagLength: 32,
  });
}

function boundText(id: string, kdf: KdfParameters): string {
  const { algorithm, memory, passes, parallelism, salt } = kdf;
  return JSON.stringify([
    "perennial-key-store",
    1,
    id,
    algorithm,
    memory,
    passes,
    parallelism,
    salt,
  ]);
}
