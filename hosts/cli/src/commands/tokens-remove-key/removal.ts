import { PerennialError } from "@perennial/api";
import type { RenewalStore } from "@perennial/store";
import type { CertificateEntry, KeyEntry } from "../../token-views/key-entries.js";

/** An old pair that is to go, and the new one that took its place. */
export interface Removal {
  readonly old: KeyEntry & { readonly spkiHash: string };
  readonly replacement: KeyEntry;
  /** Of the replacement: the one that is valid now, and longest. */
  readonly certificate: Required<CertificateEntry>;
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
  const [certificate] = replacement.certificates
    .filter((one): one is Required<CertificateEntry> => one.info !== undefined)
    .filter(({ info }) => info.spkiHash === replacement.spkiHash)
    .filter(({ info }) => info.notBefore <= now && now < info.notAfter)
    .toSorted((a, b) => (a.info.notAfter < b.info.notAfter ? 1 : -1));
  if (certificate === undefined) throw unusable(replacementId, "certificate");
  return { old: { ...old, spkiHash: old.spkiHash }, replacement, certificate };
}

/**
 * Checks that nothing of Perennial's still needs the old pair.
 * @throws PerennialError `tokens.key-in-use`: its certificate is an account's current one, or the
 *   renewal that made it is not finished.
 */
export async function checkUnused(
  { old }: Removal,
  store: Pick<RenewalStore, "certificates" | "setting" | "renewals">,
): Promise<void> {
  const current = await store.certificates({ state: "current" });
  const user = current.find(({ spkiHash }) => spkiHash === old.spkiHash);
  if (user !== undefined) throw inUse(old.id, user.profileId);
  const owner = await store.setting(`key-owner:${old.id}`);
  const renewal = (owner as { readonly renewal?: unknown } | undefined)?.renewal;
  const record = (await store.renewals()).find(({ id }) => id === renewal);
  if (record === undefined || record.state === "done" || record.state === "cancelled") return;
  throw inUse(old.id, record.id);
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

function unusable(id: string, reason: string): PerennialError {
  return new PerennialError("tokens.replacement-unusable", { id, reason }, none);
}

function inUse(id: string, by: string): PerennialError {
  return new PerennialError("tokens.key-in-use", { id, by }, none);
}
