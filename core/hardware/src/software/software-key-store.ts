import { randomBytes } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { join } from "node:path";
import { PerennialError } from "@perennial/api";
import { exportPkcs12, signerFromPrivateKey } from "@perennial/pki";
import type { Signer } from "@perennial/pki";
import type { GenerateRequest, KeyStore, StoredKey } from "../key-store.js";
import { generateKeyPair } from "../entropy/generate-key-pair.js";
import type { RandomSource } from "../entropy/random-source.js";
import { systemRandom } from "../entropy/random-source.js";
import { corrupt } from "./json-file.js";
import { openKeyFile, parseKeyFile, sealKeyFile } from "./key-file.js";
import type { StoreKey } from "./store-key.js";
import { wrappedKeyName } from "./store-key.js";

/**
 * The embedded key store: one file per key pair in `keys`, encrypted under the store's data key. A
 * file that cannot be read is an error, never an absent key. Keys are not deleted.
 */
export class SoftwareKeyStore implements KeyStore {
  constructor(
    private readonly storeKey: StoreKey,
    private readonly random: RandomSource = systemRandom,
  ) {}

  /** Whether it has been made; the first key or secret makes it. @throws PerennialError `keys.corrupt` */
  exists(): Promise<boolean> {
    return this.storeKey.exists();
  }

  newId(): Promise<string> {
    return Promise.resolve(randomBytes(16).toString("hex"));
  }

  async generate(request: GenerateRequest): Promise<StoredKey> {
    const { id, algorithm, label, entropy } = request;
    if ((await this.find(id)) !== null) throw exists(id);
    const dataKey = await this.storeKey.unlock();
    await this.storeKey.keys.prepare();
    const privateKey = await generateKeyPair(algorithm, this.random, entropy);
    const { content, key } = sealKeyFile(dataKey, { id, label }, privateKey);
    if (!(await this.storeKey.keys.create(fileName(id), content))) {
      throw exists(id);
    }
    return key;
  }

  async find(id: string): Promise<StoredKey | null> {
    return (await this.load(id))?.key ?? null;
  }

  async list(): Promise<readonly StoredKey[]> {
    const names = (await this.storeKey.keys.names()).filter((name) => name !== wrappedKeyName);
    const keys: StoredKey[] = [];
    for (const name of names.filter((name) => name.endsWith(".json")).toSorted()) {
      const id = name.slice(0, -".json".length);
      if (!isId(id)) throw corrupt(join(this.storeKey.keys.path, name), "id");
      const key = await this.find(id);
      if (key !== null) keys.push(key);
    }
    return keys;
  }

  async signer(id: string): Promise<Signer> {
    const { key } = await this.mustLoad(id);
    const open = async () => signerFromPrivateKey(await this.privateKey(id));
    return {
      spki: Buffer.from(key.spki, "base64"),
      algorithm: key.algorithm,
      sign: async (data, hash) => (await open()).sign(data, hash),
      // For all keys; digests could be signed with those of RSA only.
      signStream: async (content, hash) => (await open()).signStream(content, hash),
    };
  }

  /**
   * Writes a key pair with its certificate and chain as a PKCS#12 file. Only for a command that a
   * person confirmed.
   * @throws PerennialError `keys.not-found`, `keys.corrupt`, `keys.store-locked`,
   *   `keys.wrong-passphrase`, `certificates.key-mismatch`, `pkcs12.password-missing`.
   */
  async exportPkcs12(request: {
    readonly id: string;
    /** DER. */
    readonly certificate: Uint8Array;
    /** The rest of the chain, DER. */
    readonly chain: readonly Uint8Array[];
    readonly password: string;
  }): Promise<Uint8Array> {
    const { key } = await this.mustLoad(request.id);
    return exportPkcs12({
      privateKey: await this.privateKey(request.id),
      certificate: request.certificate,
      chain: request.chain,
      friendlyName: key.label,
      password: request.password,
    });
  }

  /**
   * Absolute paths of what a backup of these keys needs: the wrapped data key and the key files, all
   * of them encrypted.
   * @throws PerennialError `keys.not-found`, `keys.corrupt`.
   */
  async encryptedFiles(ids: readonly string[]): Promise<readonly string[]> {
    if (ids.length === 0) return [];
    for (const id of ids) await this.mustLoad(id);
    if (!(await this.storeKey.exists())) throw corrupt(this.storeKey.path, "missing");
    return [this.storeKey.path, ...new Set(ids.map((id) => this.path(id)))];
  }

  private async privateKey(id: string): Promise<KeyObject> {
    const file = await this.mustLoad(id);
    return openKeyFile(await this.storeKey.unlock(), file, this.path(id));
  }

  private async mustLoad(id: string): Promise<ReturnType<typeof parseKeyFile>> {
    const file = await this.load(id);
    if (file === null) throw new PerennialError("keys.not-found", { id });
    return file;
  }

  private async load(id: string): Promise<ReturnType<typeof parseKeyFile> | null> {
    if (!isId(id)) throw new PerennialError("keys.bad-id", { id }, { effect: "none" });
    const content = await this.storeKey.keys.read(fileName(id));
    return content === null ? null : parseKeyFile(content, id, this.path(id));
  }

  private path(id: string): string {
    return join(this.storeKey.keys.path, fileName(id));
  }
}

function exists(id: string): PerennialError {
  return new PerennialError("keys.exists", { id }, { effect: "none" });
}

function fileName(id: string): string {
  return `${id}.json`;
}

function isId(id: string): boolean {
  return /^[0-9a-f]{32}$/u.test(id);
}
