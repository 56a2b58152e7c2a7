import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { FileOperations } from "../../files/file-operations.js";
import { PrivateFolder } from "../../files/private-folder.js";
import { sameToken, type TokenIdentity } from "../host/token-identity.js";
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
 * what came before it.
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
    const id = randomBytes(16).toString("hex");
    const at = new Date(this.now()).toISOString();
    await this.#folder.create(`${id}.json`, attemptFile(at, token, pin));
    return {
      ended: async (outcome) => {
        if (outcome === "unknown") return;
        await this.#folder.create(`${id}.${outcome}`, Buffer.from("\n"));
        if (outcome === "right") await this.#remove([...earlier.map((one) => one.id), id]);
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
      if (sameToken(record.token, token)) kept.push({ id, record, outcome: outcomeOf(id, names) });
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

const outcomes = ["right", "wrong", "locked"] as const;

function outcomeOf(id: string, names: readonly string[]): PinOutcome {
  return outcomes.find((outcome) => names.includes(`${id}.${outcome}`)) ?? "unknown";
}

function samePin(one: PinUse, other: PinUse): boolean {
  if (one.use === "login" || other.use === "login") return one.use === other.use;
  return one.key === other.key;
}
