import type { KeyAlgorithm, KeyRef } from "@perennial/api";
import type { EntropyPool, SoftwareKeyStore } from "@perennial/hardware";
import type { Signer } from "@perennial/pki";

/** Keys of the embedded store; entropy that a person gave to the renewal goes into generation. */
export class HardwareKeys {
  constructor(
    private readonly store: Pick<
      SoftwareKeyStore,
      "newId" | "generate" | "find" | "signer" | "encryptedFiles"
    >,
    private readonly pool: Pick<EntropyPool, "take" | "add">,
  ) {}

  newId(): Promise<string> {
    return this.store.newId();
  }

  async generate(request: {
    readonly renewal: string;
    readonly id: string;
    readonly algorithm: KeyAlgorithm;
    readonly label: string;
  }): Promise<KeyRef> {
    const { renewal, ...key } = request;
    const entropy = this.pool.take(renewal);
    if (entropy === undefined) return keyRef(await this.store.generate(key));
    try {
      return keyRef(await this.store.generate({ ...key, entropy }));
    } catch (error) {
      // The store was locked, the disk full: the next attempt has it again.
      this.pool.add(renewal, entropy.slice());
      throw error;
    } finally {
      entropy.fill(0);
    }
  }

  async find(id: string): Promise<KeyRef | null> {
    const key = await this.store.find(id);
    return key === null ? null : keyRef(key);
  }

  signer(id: string): Promise<Signer> {
    return this.store.signer(id);
  }

  encryptedFiles(ids: readonly string[]): Promise<readonly string[]> {
    return this.store.encryptedFiles(ids);
  }
}

function keyRef({ id, algorithm, spki, spkiHash }: KeyRef): KeyRef {
  return { id, algorithm, spki, spkiHash };
}
