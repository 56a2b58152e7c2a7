import type { CertificateInfo } from "@perennial/api";
import type { CertificateRecord, RenewalStore } from "@perennial/store";
import { installedChain } from "../commands/keys-export/installed-chain.js";
import type { Home } from "../home/home.js";
import { Lazy } from "../lazy.js";

/** The certificates that the journal knows, and their issuers' where they were installed. */
export class RecordedCertificates {
  /** Read once: a run with many keys asks for each. */
  private readonly all = new Lazy(async () => (await this.store.get()).certificates());

  constructor(
    private readonly store: Lazy<RenewalStore>,
    private readonly home: Home,
  ) {}

  /** Those for a key. */
  async of(spkiHash: string): Promise<readonly CertificateInfo[]> {
    const records = (await this.all.get()).filter((one) => one.spkiHash === spkiHash);
    // Two accounts may have one certificate.
    return [...new Map(records.map((one) => [one.sha256, certificateOf(one)])).values()];
  }

  /** Of a profile's accounts, `PROFILE` or `PROFILE/ACCOUNT`, those in use. */
  async current(name: string): Promise<readonly CertificateRecord[]> {
    const records = await (await this.store.get()).certificates({ state: "current" });
    return records.filter(
      ({ profileId, account }) => name === profileId || name === `${profileId}/${account}`,
    );
  }

  /** What was installed beside a certificate, DER; nothing if it is not recorded. */
  async issuers({ sha256 }: CertificateInfo): Promise<readonly Uint8Array[]> {
    const record = (await this.all.get()).find((one) => one.sha256 === sha256);
    if (record === undefined) return [];
    const { issuers } = await installedChain(record, this.home);
    return issuers.map((der) => Buffer.from(der, "base64"));
  }
}

/** The certificate that a record is about. */
export function certificateOf(record: CertificateRecord): CertificateInfo {
  const { der, sha256, spkiHash, subject, issuer, serial, notBefore, notAfter } = record;
  // What is recorded for a profile is never a certification authority's.
  return { der, sha256, spkiHash, subject, issuer, serial, notBefore, notAfter, isCa: false };
}
