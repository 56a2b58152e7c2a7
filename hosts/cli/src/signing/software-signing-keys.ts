import type { Lazy } from "../lazy.js";
import type { KeyRing } from "../ports/key-ring.js";
import type { RecordedCertificates } from "./recorded-certificates.js";
import type { SigningKey, SigningKeySource } from "./signing-key.js";

/** The keys of the embedded store, with the certificates that the journal knows of them. */
export class SoftwareSigningKeys implements SigningKeySource {
  constructor(
    private readonly keys: Lazy<KeyRing>,
    private readonly recorded: RecordedCertificates,
  ) {}

  async all(): Promise<readonly SigningKey[]> {
    const views = await (await this.keys.get()).list();
    const keys: SigningKey[] = [];
    for (const { id, label, algorithm, spkiHash } of views) {
      keys.push({
        token: null,
        id,
        label,
        algorithm,
        spkiHash,
        name: id,
        certificates: await this.recorded.of(spkiHash),
        issuers: (certificate) => this.recorded.issuers(certificate),
        signer: async () => (await this.keys.get()).signer(id),
      });
    }
    return keys;
  }
}
