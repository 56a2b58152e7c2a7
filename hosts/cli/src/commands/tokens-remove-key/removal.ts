import { PerennialError } from "@perennial/api";
import type { RenewalStore } from "@perennial/store";
import type { CertificateEntry, KeyEntry } from "../../token-views/key-entries.js";

/** An old pair that is to go, and the new one that took its place. */
export interface Removal {
  readonly old: KeyEntry & { readonly spkiHash: string };
  readonly replacement: KeyEntry;
  /** Certificates of the replacement that are valid now, the one that is so longest in front. */
  readonly candidates: readonly Required<CertificateEntry>[];
  /** Certificates of other keys that lie under the old identifier; they stay. */
  readonly foreign: readonly CertificateEntry[];
  /** Identifiers of the token's pairs that the old pair or a foreign certificate is about. */
  readonly related: readonly string[];
}

/**
 * What a removal is about, if there is nothing against it.
 * @param now RFC 3339.
 * @throws PerennialError `tokens.no-such-key`, `token.removal-unconfirmed` if both are one,
 *   `tokens.replacement-unusable` with a `reason`.
 */
export function planRemoval(
  keys: readonly KeyEntry[],
  id: string,
  replacementId: string,
  now: string,
): Removal {
  const old = find(keys, id);
  const replacement = find(keys, replacementId);
  if (old.spkiHash === undefined) throw noSuchKey(id, keys);
  if (old.id === replacement.id || old.spkiHash === replacement.spkiHash) {
    throw new PerennialError("token.removal-unconfirmed", { id }, none);
  }
  if (replacement.privateKeys?.length === 0) throw unusable(replacementId, "key");
  const candidates = replacement.certificates
    .filter((one): one is Required<CertificateEntry> => one.info !== undefined)
    .filter(({ info }) => info.spkiHash === replacement.spkiHash)
    .filter(({ info }) => info.notBefore <= now && now < info.notAfter)
    .toSorted((a, b) => (a.info.notAfter < b.info.notAfter ? 1 : -1));
  if (candidates.length === 0) throw unusable(replacementId, "certificate");
  const foreign = old.certificates.filter(({ info }) => info?.spkiHash !== old.spkiHash);
  const hashes = hashesOf(old);
  const related = keys.filter((key) => hashes.has(key.spkiHash)).map((key) => key.id);
  return { old: { ...old, spkiHash: old.spkiHash }, replacement, candidates, foreign, related };
}

/**
 * Checks that nothing of Perennial's still needs the old pair, or a certificate of another key under
 * its identifier.
 * @throws PerennialError `tokens.key-in-use`: such a certificate is an account's current one, or the
 *   renewal that made the key is not finished.
 */
export async function checkUnused(
  { old, related }: Removal,
  store: Pick<RenewalStore, "certificates" | "setting" | "renewals">,
): Promise<void> {
  const current = await store.certificates({ state: "current" });
  const hashes = hashesOf(old);
  const user = current.find(({ spkiHash }) => hashes.has(spkiHash));
  if (user !== undefined) throw inUse(old.id, user.profileId);
  const renewals = await store.renewals();
  for (const id of new Set([old.id, ...related])) {
    const owner = await store.setting(`key-owner:${id}`);
    const renewal = (owner as { readonly renewal?: unknown } | undefined)?.renewal;
    const record = renewals.find((one) => one.id === renewal);
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
  const found = keys.find(
    (key) =>
      key.id !== "" &&
      key.id === id.toLowerCase() &&
      (key.publicKeys > 0 || (key.privateKeys?.length ?? 0) > 0),
  );
  if (found === undefined) throw noSuchKey(id, keys);
  return found;
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
