import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FileOperations } from "../files/file-operations.js";
import type { AskPassphrase } from "../passphrase/passphrase-source.js";
import { Passphrases } from "../passphrase/passphrases.js";
import { SecretVault } from "../software/secret-vault.js";
import { SoftwareKeyStore } from "../software/software-key-store.js";
import { StoreKey } from "../software/store-key.js";

export const passphrase = "correct horse battery staple";

/** A store with everything that belongs to it. */
export interface TestStore {
  readonly home: string;
  readonly storeKey: StoreKey;
  readonly keys: SoftwareKeyStore;
  readonly secrets: SecretVault;
}

/** Opens the store of a home folder; nothing is unlocked yet. */
export function openStore(
  home: string,
  ask: AskPassphrase = () => Promise.resolve({ passphrase }),
  files?: FileOperations,
): TestStore {
  const storeKey = new StoreKey(home, new Passphrases([], ask), files);
  return {
    home,
    storeKey,
    keys: new SoftwareKeyStore(storeKey),
    secrets: new SecretVault(storeKey),
  };
}

const homes: string[] = [];

/** A new home folder. */
export function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), "perennial-hardware-"));
  chmodSync(home, 0o700);
  homes.push(home);
  return home;
}

/** Removes the homes that a suite made; to be called in `after`. */
export function removeHomes(): void {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
}
