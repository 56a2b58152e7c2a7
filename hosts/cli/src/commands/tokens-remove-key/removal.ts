import { PerennialError } from "@perennial/api";
import { keyRecord } from "@perennial/plugins";
import type { RenewalStore } from "@perennial/store";
import type { CertificateEntry, KeyEntry } from "../../token-views/key-entries.js";

/** An old pair that is to go, and the new one that took its place. */
export interface Removal {
  readonly old: KeyEntry & { readonly spkiHash: string };
  /** Whether neither half is there any more, but certificates of the pair are. */
  readonly onlyCertificates: boolean;
  readonly replacement: KeyEntry;
  /** Certificates of the replacement that are valid now, the one that is so longest in front. */
  readonly candidates: readonly Required<CertificateEntry>[];
  /** Certificates of other keys that lie under the old identifier; they stay. */
  readonly foreign: readonly CertificateEntry[];
  /** Identifiers of the token's pairs that the old pair or a foreign certificate is about. */
  readonly related: readonly string[];
}

/** What a person asks for. */
export interface RemovalWish {
  readonly id: string;
  readonly replacement: string;
  /** SHA-256 of the old pair's SubjectPublicKeyInfo, lower-case hexadecimal. */
  readonly fingerprint?: string | undefined;
}

/**
 * What a removal is about, if there is nothing against it.
 * @param now RFC 3339.
 * @throws PerennialError `tokens.no-such-key`, `tokens.certificates-left` if only certificates of
 *   several keys are there, `token.removal-unconfirmed` if both are one,
 *   `tokens.replacement-unusable` with a `reason`.
 */
export function planRemoval(
  keys: readonly KeyEntry[],
  { id, replacement: replacementId, fingerprint }: RemovalWish,
  now: string,
): Removal {
  const replacement = find(keys, replacementId);
  const held = keys.find((key) => key.id !== "" && key.id === id.toLowerCase());
  const onlyCertificates = held !== undefined && !hasHalf(held);
  const old = onlyCertificates ? leftOf(held, fingerprint) : find(keys, id);
  if (old.spkiHash === undefined) throw noSuchKey(id, keys);
  if (old.id === replacement.id || old.spkiHash === replacement.spkiHash) {
    throw new PerennialError("token.removal-unconfirmed", { id }, none);
  }
  if (replacement.privateKeys?.length === 0) throw unusable(replacementId, "key");
  const at = Date.parse(now);
  const candidates = replacement.certificates
    .filter((one): one is Required<CertificateEntry> => one.info !== undefined)
    .filter(({ info }) => info.spkiHash === replacement.spkiHash)
    .filter(({ info }) => Date.parse(info.notBefore) <= at && at < Date.parse(info.notAfter))
    .toSorted((a, b) => Date.parse(b.info.notAfter) - Date.parse(a.info.notAfter));
  if (candidates.length === 0) throw unusable(replacementId, "certificate");
  const foreign = old.certificates.filter(({ info }) => info?.spkiHash !== old.spkiHash);
  const hashes = hashesOf(old);
  const related = keys.filter((key) => hashes.has(key.spkiHash)).map((key) => key.id);
  return {
    old: { ...old, spkiHash: old.spkiHash },
    onlyCertificates,
    replacement,
    candidates,
    foreign,
    related,
  };
}

/** The pair whose certificates alone are left; where they are of several, the fingerprint tells. */
function leftOf(held: KeyEntry, fingerprint: string | undefined): KeyEntry {
  const hashes = [
    ...new Set(
      held.certificates.flatMap(({ info }) => (info === undefined ? [] : [info.spkiHash])),
    ),
  ];
  const chosen = hashes.find((hash) => hash === fingerprint);
  const only = hashes.length === 1 ? hashes[0] : undefined;
  const spkiHash = chosen ?? only;
  if (spkiHash !== undefined) return { ...held, spkiHash };
  const { id, certificates } = held;
  const count = certificates.length;
  throw new PerennialError(
    "tokens.certificates-left",
    { id, count, readable: hashes.length, fingerprints: hashes },
    none,
  );
}

/**
 * Checks that nothing of Perennial's still needs the old pair, or a certificate of another key under
 * its identifier.
 * @throws PerennialError `tokens.key-in-use`: such a certificate is an account's current one, or the
 *   renewal that made the key is not finished.
 */
export async function checkUnused(
  { old, related }: Removal,
  store: Pick<RenewalStore, "certificates" | "settings" | "renewals">,
): Promise<void> {
  const current = await store.certificates({ state: "current" });
  const hashes = hashesOf(old);
  const user = current.find(({ spkiHash }) => hashes.has(spkiHash));
  if (user !== undefined) throw inUse(old.id, user.profileId);
  const renewals = await store.renewals();
  const ids = new Set([old.id, ...related]);
  for (const [name, owner] of Object.entries(await store.settings(keyRecord("")))) {
    const { renewal, spkiHash } = owner as { readonly renewal?: unknown; spkiHash?: string };
    // An adopted key is on record under another identifier than the token's.
    const isMeant = ids.has(name.slice(keyRecord("").length)) || hashes.has(spkiHash ?? "");
    const record = isMeant ? renewals.find((one) => one.id === renewal) : undefined;
    if (record === undefined || record.state === "done" || record.state === "cancelled") continue;
    throw inUse(old.id, record.id);
  }
}

function hashesOf({ spkiHash, certificates }: KeyEntry): ReadonlySet<string | undefined> {
  const held = certificates.flatMap(({ info }) => (info === undefined ? [] : [info.spkiHash]));
  return new Set(spkiHash === undefined ? held : [spkiHash, ...held]);
}

const none = { effect: "none" } as const;

function find(keys: readonly KeyEntry[], id: string): KeyEntry {
  const found = keys.find((key) => key.id !== "" && key.id === id.toLowerCase() && hasHalf(key));
  if (found === undefined) throw noSuchKey(id, keys);
  return found;
}

function hasHalf({ publicKeys, privateKeys }: KeyEntry): boolean {
  return publicKeys > 0 || (privateKeys?.length ?? 0) > 0;
}

function noSuchKey(id: string, keys: readonly KeyEntry[]): PerennialError {
  const available = keys.filter((key) => key.id !== "").map((key) => key.id);
  return new PerennialError("tokens.no-such-key", { id, available, count: available.length }, none);
}

export function unusable(id: string, reason: string, cause?: unknown): PerennialError {
  return new PerennialError("tokens.replacement-unusable", { id, reason }, { ...none, cause });
}

function inUse(id: string, by: string): PerennialError {
  return new PerennialError("tokens.key-in-use", { id, by }, none);
}
