import { PerennialError, type CertificateInfo } from "@perennial/api";
import { chooseCertificate } from "./choose-certificate.js";
import { certificateOf, type RecordedCertificates } from "./recorded-certificates.js";
import type { SigningKey, SigningKeySource } from "./signing-key.js";
import type { TokenSigningKeys } from "./token-signing-keys.js";

/** Which key is to sign, as a person says it. */
export interface KeyWish {
  /** Of `--key`. */
  readonly key: string | undefined;
  /** Of `--certificate`. */
  readonly certificates: readonly CertificateInfo[] | undefined;
  readonly at: Date;
}

/** A key that was found, and what is known of its certificate by the way it was found. */
export interface FoundSigningKey {
  readonly key: SigningKey;
  /** The certificate that a profile uses now. */
  readonly current?: CertificateInfo;
}

/** Asks a person which of several; undefined where nobody can be asked. */
export type ChooseKey = (keys: readonly SigningKey[]) => Promise<SigningKey | undefined>;

/** Finds the key to sign with among those of the store and of all tokens. Nothing is unlocked. */
export class SigningKeyFinder {
  constructor(
    private readonly software: SigningKeySource,
    private readonly tokens: TokenSigningKeys,
    private readonly recorded: RecordedCertificates,
    private readonly choose: ChooseKey,
  ) {}

  /**
   * @throws PerennialError `signing.key-unknown`, `signing.no-key`, `signing.several-keys`,
   *   `signing.key-ambiguous`, `signing.key-elsewhere`, and what looking at tokens throws.
   */
  async find(wish: KeyWish): Promise<FoundSigningKey> {
    const { key, certificates } = wish;
    if (key === undefined) {
      return { key: await this.only(await this.candidates(certificates, wish.at)) };
    }
    if (/^pkcs11:/iu.test(key)) {
      const named = await this.tokens.named(key);
      const usable = named.length > 1 ? await ableToSign(named, certificates, wish.at) : named;
      return { key: await this.only(usable, key) };
    }
    const stored = await this.software.all();
    const byId = stored.find(({ id }) => id === key.toLowerCase());
    if (byId !== undefined) return { key: byId };
    const current = await this.currentOf(key);
    if (current !== undefined) return { key: await this.keyOf(current, stored), current };
    const labelled = stored.filter(({ label }) => label === key);
    if (labelled.length === 0) throw new PerennialError("signing.key-unknown", { key });
    return { key: await this.only(labelled, key) };
  }

  /** Without a name: the key of the given certificate, or those that could sign now. */
  private async candidates(
    certificates: readonly CertificateInfo[] | undefined,
    at: Date,
  ): Promise<readonly SigningKey[]> {
    const all = [...(await this.software.all()), ...(await this.tokens.all())];
    if (certificates === undefined) return ableToSign(all, undefined, at);
    const own = all.filter((key) => certificates.some((one) => one.spkiHash === key.spkiHash));
    // Two modules may show one token: a key is one key, however often it is seen.
    return [...new Map(own.map((key) => [key.spkiHash, key])).values()];
  }

  /** The current certificate of `PROFILE` or `PROFILE/ACCOUNT`; undefined if there is no such profile. */
  private async currentOf(name: string): Promise<CertificateInfo | undefined> {
    const named = await this.recorded.current(name);
    const [first, ...others] = named;
    if (first === undefined) return undefined;
    if (others.some(({ sha256 }) => sha256 !== first.sha256)) {
      const problems = named.map(({ profileId, account }) => `${profileId}/${account}`);
      throw new PerennialError("signing.key-ambiguous", { key: name, problems });
    }
    return certificateOf(first);
  }

  private async keyOf(
    certificate: CertificateInfo,
    stored: readonly SigningKey[],
  ): Promise<SigningKey> {
    const { spkiHash, subject } = certificate;
    const has = (key: SigningKey) => key.spkiHash === spkiHash;
    const found = stored.find(has) ?? (await this.tokens.all()).find(has);
    if (found === undefined) throw new PerennialError("signing.key-elsewhere", { subject });
    return found;
  }

  private async only(keys: readonly SigningKey[], wanted?: string): Promise<SigningKey> {
    const [first, ...others] = keys;
    if (first === undefined) {
      if (wanted === undefined) throw new PerennialError("signing.no-key");
      throw new PerennialError("signing.key-unknown", { key: wanted });
    }
    if (others.length === 0) return first;
    const chosen = await this.choose(keys);
    if (chosen !== undefined) return chosen;
    const problems = keys.map(describeKey);
    if (wanted === undefined) throw new PerennialError("signing.several-keys", { problems });
    throw new PerennialError("signing.key-ambiguous", { key: wanted, problems });
  }
}

/** `NAME (subject of its certificate, or label)`. */
export function describeKey({ name, label, certificates }: SigningKey): string {
  const newest = certificates.toSorted(
    (a, b) => Date.parse(b.notAfter) - Date.parse(a.notAfter),
  )[0];
  const more = newest?.subject ?? label;
  return more === "" ? name : `${name} (${more})`;
}

/** Those with a certificate that may sign at this time. */
async function ableToSign(
  keys: readonly SigningKey[],
  certificates: readonly CertificateInfo[] | undefined,
  at: Date,
): Promise<readonly SigningKey[]> {
  const able: SigningKey[] = [];
  for (const key of keys) {
    if (able.some(({ spkiHash }) => spkiHash === key.spkiHash)) continue;
    try {
      await chooseCertificate(key, certificates, { at, evenExpired: false });
      able.push(key);
    } catch (error) {
      if (!PerennialError.is(error)) throw error;
    }
  }
  return able;
}
