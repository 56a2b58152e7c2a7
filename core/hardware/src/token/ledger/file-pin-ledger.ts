import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { FileOperations } from "../../files/file-operations.js";
import { PrivateFolder } from "../../files/private-folder.js";
import { mayBeSameToken, sameToken, type TokenIdentity } from "../host/token-identity.js";
import { attemptFile, parseAttempt, strange, type AttemptRecord } from "./attempt-record.js";
import type { PinAttempt, PinHistory, PinLedger, PinOutcome, PinUse } from "./pin-ledger.js";

interface Kept {
  readonly id: string;
  readonly record: AttemptRecord;
  readonly outcome: PinOutcome;
}

/**
 * The ledger as files in `tokens/ledger`: `<id>.json` for an attempt, written before it is made,
 * and an empty `<id>.<outcome>` beside it afterwards. Each is a file of its own, so that two
 * processes lose none of each other's. A right PIN sets the token's counter back, and so removes
 * what came before it. Tokens that cannot be told apart are counted together.
 */
export class FilePinLedger implements PinLedger {
  readonly #folder: PrivateFolder;

  constructor(
    /** Absolute path of Perennial's home folder. */
    home: string,
    /** Milliseconds since 1970. */
    private readonly now: () => number,
    files?: FileOperations,
  ) {
    this.#folder = new PrivateFolder(join(home, "tokens", "ledger"), files);
  }

  async history(token: TokenIdentity, pin: PinUse): Promise<PinHistory> {
    const spent = (await this.#of(token)).filter(
      ({ record, outcome }) => outcome !== "right" && samePin(record.pin, pin),
    );
    const last = spent
      .map(({ record }) => record.at)
      .toSorted()
      .at(-1);
    return {
      spent: spent.length,
      unknown: spent.filter(({ outcome }) => outcome === "unknown").length,
      locked: spent.some(({ outcome }) => outcome === "locked"),
      ...(last === undefined ? {} : { lastSpent: last }),
    };
  }

  async begin(token: TokenIdentity, pin: PinUse): Promise<PinAttempt> {
    await this.#folder.prepare();
    // What is there already is before this one, whatever the clock says.
    const earlier = (await this.#of(token)).filter(({ record }) => samePin(record.pin, pin));
    const id = newId();
    const at = new Date(this.now()).toISOString();
    await this.#folder.create(`${id}.json`, attemptFile(at, token, pin));
    return {
      ended: async (outcome) => {
        if (outcome !== "right") return this.#spent(id, { at, token, pin }, outcome);
        await this.#folder.create(`${id}.right`, Buffer.from("\n"));
        // Of a token that only may be this one nothing is known by this PIN.
        const before = earlier.filter(({ record }) => sameToken(record.token, token));
        await this.#remove([...before.map((one) => one.id), id]);
      },
      notMade: () => this.#remove([id]),
    };
  }

  async forget(token: TokenIdentity): Promise<number> {
    const kept = await this.#of(token);
    if (kept.length === 0) return 0;
    await this.#remove(kept.map(({ id }) => id));
    return kept.length;
  }

  /**
   * An attempt that was not right is written down anew where it may be gone: another process began
   * one after it, whose PIN was right before this one was tried. The token counts this one.
   */
  async #spent(
    id: string,
    { at, token, pin }: Pick<AttemptRecord, "at" | "token" | "pin">,
    outcome: Exclude<PinOutcome, "right">,
  ): Promise<void> {
    const there = await this.#folder.read(`${id}.json`);
    if (outcome === "unknown" && there !== null) return;
    // Under a name that the other process does not know: it may be removing the first one just now.
    const again = newId();
    await this.#folder.create(`${again}.json`, attemptFile(at, token, pin));
    if (outcome !== "unknown") await this.#folder.create(`${again}.${outcome}`, Buffer.from("\n"));
    await this.#remove([id]);
  }

  /** The attempts with a token: what it held when they were made may be other than now. */
  async #of(token: TokenIdentity): Promise<readonly Kept[]> {
    const names = await this.#folder.names();
    const kept: Kept[] = [];
    for (const name of names) {
      const found = /^([0-9a-f]{32})\.(json|right|wrong|locked)$/u.exec(name);
      if (found === null) throw strange(join(this.#folder.path, name));
      const [, id = "", kind] = found;
      if (kind !== "json") continue;
      const content = await this.#folder.read(name);
      // Removed by another process since the folder was listed.
      if (content === null) continue;
      const record = parseAttempt(content, join(this.#folder.path, name));
      if (mayBeSameToken(record.token, token))
        kept.push({ id, record, outcome: outcomeOf(id, names) });
    }
    return kept;
  }

  /** The attempt first: an outcome that is left alone is of no attempt. */
  async #remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      await this.#folder.removeIfThere(`${id}.json`);
      for (const outcome of outcomes) await this.#folder.removeIfThere(`${id}.${outcome}`);
    }
    await this.#folder.syncFolder();
  }
}

function newId(): string {
  return randomBytes(16).toString("hex");
}

const outcomes = ["right", "wrong", "locked"] as const;

function outcomeOf(id: string, names: readonly string[]): PinOutcome {
  return outcomes.find((outcome) => names.includes(`${id}.${outcome}`)) ?? "unknown";
}

function samePin(one: PinUse, other: PinUse): boolean {
  if (one.use === "login" || other.use === "login") return one.use === other.use;
  return one.key === other.key;
}
