import type { CertificateInfo } from "@perennial/api";
import type { CertificateRecord, RenewalStore } from "@perennial/store";
import { installedChain } from "../commands/keys-export/installed-chain.js";
import type { Home } from "../home/home.js";
import type { Lazy } from "../lazy.js";
import type { KeyRing, KeyView } from "../ports/key-ring.js";
import type { SigningKey, SigningKeySource } from "./signing-key.js";

/** The keys of the embedded store, with the certificates that the journal knows of them. */
export class SoftwareSigningKeys implements SigningKeySource {
  constructor(
    private readonly keys: Lazy<KeyRing>,
    private readonly store: Lazy<RenewalStore>,
    private readonly home: Home,
  ) {}

  async all(): Promise<readonly SigningKey[]> {
    const views = await (await this.keys.get()).list();
    if (views.length === 0) return [];
    const records = await (await this.store.get()).certificates();
    return views.map((view) =>
      this.key(
        view,
        records.filter(({ spkiHash }) => spkiHash === view.spkiHash),
      ),
    );
  }

  private key(view: KeyView, records: readonly CertificateRecord[]): SigningKey {
    const { id, label, algorithm, spkiHash } = view;
    return {
      token: null,
      id,
      label,
      algorithm,
      spkiHash,
      name: id,
      certificates: unique(records),
      issuers: async ({ sha256 }) => {
        const record = records.find((one) => one.sha256 === sha256);
        if (record === undefined) return [];
        const { issuers } = await installedChain(record, this.home);
        return issuers.map((der) => Buffer.from(der, "base64"));
      },
      signer: async () => (await this.keys.get()).signer(id),
    };
  }
}

/** Two accounts may have one certificate. */
function unique(records: readonly CertificateRecord[]): readonly CertificateInfo[] {
  return [...new Map(records.map((one) => [one.sha256, { ...one, isCa: false }])).values()];
}
