import { randomBytes } from "node:crypto";
import { PerennialError } from "@perennial/api";
import type {
  AskPassphrase,
  PassphraseKeeper,
  PassphraseSource,
  StoreIdentity,
} from "./passphrase-source.js";
import { passphraseBytes } from "./passphrase-text.js";
import { untilFixed } from "./until-fixed.js";

/** Characters of a passphrase that a person chooses. */
export const minPassphraseLength = 12;

/** The passphrase of a new store, and how to take back what was kept if it is not created. */
export interface ChosenPassphrase {
  readonly passphrase: Uint8Array;
  readonly undo: () => Promise<void>;
}

/** Finds the passphrase of a store: the sources in order, then the host's question. */
export class Passphrases {
  /**
   * @param sources asked in this order; usually keyring, file, systemd credential.
   * @param ask the host's question; undefined when nobody is there.
   * @param keeper where a generated passphrase is kept.
   */
  constructor(
    private readonly sources: readonly PassphraseSource[],
    private readonly ask?: AskPassphrase,
    private readonly keeper?: PassphraseKeeper & {
      isUsable(store: StoreIdentity): Promise<boolean>;
    },
  ) {}

  /**
   * The passphrase of an existing store. The caller zeroes it.
   * @throws PerennialError `keys.store-locked`, and what a source throws.
   */
  async find(store: StoreIdentity): Promise<Uint8Array> {
    const found = await this.search(store);
    if (found !== null) return found;
    const answer = await this.ask?.({
      purpose: "unlock",
      minLength: minPassphraseLength,
      canGenerate: false,
    });
    if (answer === null) throw locked(store, "untyped");
    if (answer === undefined || !("passphrase" in answer)) throw locked(store);
    return passphraseBytes(answer.passphrase);
  }

  /**
   * The passphrase of a store that is being created. The caller zeroes it.
   * @throws PerennialError `keys.store-locked`, `keys.passphrase-too-short`,
   *   `keys.keyring-unusable`, and what a source throws.
   */
  async choose(store: StoreIdentity): Promise<ChosenPassphrase> {
    const found = await this.search({ home: store.home, id: undefined });
    if (found !== null) return { passphrase: longEnough(found), undo: nothing };
    const canGenerate = (await this.keeper?.isUsable(store)) ?? false;
    const answer = await this.ask?.({
      purpose: "create",
      minLength: minPassphraseLength,
      canGenerate,
    });
    if (answer === undefined || answer === null) throw locked(store, "none");
    if ("generate" in answer) return this.generate(store);
    return { passphrase: longEnough(passphraseBytes(answer.passphrase)), undo: nothing };
  }

  private async search(store: StoreIdentity): Promise<Uint8Array | null> {
    for (const source of this.sources) {
      const found = await source.find(store);
      if (found !== null) return found;
    }
    return null;
  }

  /** Kept before the store exists: a store whose passphrase nobody has would be lost. */
  private async generate(store: StoreIdentity): Promise<ChosenPassphrase> {
    const keeper = this.keeper;
    const passphrase = passphraseBytes(randomBytes(32).toString("base64url"));
    if (keeper === undefined || !(await keeper.keep(store, passphrase))) {
      throw new PerennialError("keys.keyring-unusable", {}, { effect: "none" });
    }
    return { passphrase, undo: () => keeper.forget(store) };
  }
}

function longEnough(passphrase: Uint8Array): Uint8Array {
  const text = Buffer.from(passphrase).toString("utf8");
  if ([...text].length >= minPassphraseLength) return passphrase;
  passphrase.fill(0);
  const params = { min: minPassphraseLength };
  throw new PerennialError("keys.passphrase-too-short", params, { ...untilFixed, effect: "none" });
}

/**
 * @param store whether there is one that is locked, one whose passphrase was asked for and not typed,
 *   or none that could be made.
 */
function locked(
  { home }: StoreIdentity,
  store: "made" | "untyped" | "none" = "made",
): PerennialError {
  const params = { home, store };
  return new PerennialError("keys.store-locked", params, { ...untilFixed, effect: "none" });
}

function nothing(): Promise<void> {
  return Promise.resolve();
}
