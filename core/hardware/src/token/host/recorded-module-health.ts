import { randomUUID } from "node:crypto";
import { PerennialError, type ErrorData, type Json } from "@perennial/api";
import type { ModuleHealth, ModuleQuarantine } from "./module-health.js";

/** So many crashes… */
const maxCrashes = 3;
/** …within so many milliseconds put a module in quarantine. */
const windowMs = 5 * 60_000;

const timeout = "token.module-timeout";
const crashPrefix = "token.crash.";
const quarantinePrefix = "token.quarantine.";

/** Where crash times and quarantines are kept: the host's settings, by name. */
export interface HealthRecords {
  /** The values whose names begin so. */
  read(prefix: string): Promise<Readonly<Record<string, Json>>>;
  /** Writes a value, or removes it. Durable once it resolves. */
  write(name: string, value: Json | undefined): Promise<void>;
}

/** Health kept in records. Each crash is one of its own, so that two processes lose none. */
export class RecordedModuleHealth implements ModuleHealth {
  constructor(
    private readonly records: HealthRecords,
    /** Milliseconds since 1970. */
    private readonly now: () => number,
    /** Whether a token makes a key now: until it is done it answers nobody else, often for minutes. */
    private readonly busy: () => Promise<boolean> = () => Promise.resolve(false),
  ) {}

  async check(module: string): Promise<void> {
    const found = (await this.quarantines()).find((one) => one.module === module);
    if (found === undefined) return;
    throw new PerennialError(
      "token.module-quarantined",
      { module, since: found.since, crashes: found.crashes, reason: found.reason.code },
      { cause: PerennialError.fromJSON(found.reason), effect: "none" },
    );
  }

  async recordCrash(module: string, reason: ErrorData): Promise<ModuleQuarantine | undefined> {
    const since = new Date(this.now()).toISOString();
    const { code } = reason;
    const excused = code === timeout && (await this.busy());
    const record = { module, at: since, code, ...(excused ? { excused } : {}) };
    await this.records.write(`${crashPrefix}${randomUUID()}`, record);
    if (excused) return undefined;
    const crashes = await this.#prune(module);
    if (crashes < maxCrashes) return undefined;
    const quarantine = { module, since, crashes, reason };
    await this.records.write(`${quarantinePrefix}${randomUUID()}`, plain(quarantine));
    return quarantine;
  }

  async hungLately(module: string): Promise<boolean> {
    const crashes = Object.values(await this.records.read(crashPrefix));
    return crashes.some(
      (value) =>
        text(value, "module") === module && text(value, "code") === timeout && this.#isLate(value),
    );
  }

  async quarantines(): Promise<readonly ModuleQuarantine[]> {
    const byModule = new Map<string, ModuleQuarantine>();
    for (const value of Object.values(await this.records.read(quarantinePrefix))) {
      const quarantine = read(value);
      if (!byModule.has(quarantine.module)) byModule.set(quarantine.module, quarantine);
    }
    return [...byModule.values()];
  }

  async lift(module: string): Promise<boolean> {
    let lifted = false;
    for (const prefix of [crashPrefix, quarantinePrefix]) {
      for (const [name, value] of Object.entries(await this.records.read(prefix))) {
        if (text(value, "module") !== module) continue;
        lifted ||= prefix === quarantinePrefix;
        await this.records.write(name, undefined);
      }
    }
    return lifted;
  }

  /** Forgets crashes outside the window. @returns how many of the module's are left and count. */
  async #prune(module: string): Promise<number> {
    let left = 0;
    for (const [name, value] of Object.entries(await this.records.read(crashPrefix))) {
      if (!this.#isLate(value)) await this.records.write(name, undefined);
      else if (text(value, "module") === module && !isExcused(value)) left += 1;
    }
    return left;
  }

  /** A clock that was set back leaves crashes in the future; far ones count no more than old ones. */
  #isLate(crash: Json): boolean {
    return Math.abs(this.now() - Date.parse(text(crash, "at"))) < windowMs;
  }
}

/** A quarantine that cannot be read in full is one nevertheless. */
function read(value: Json): ModuleQuarantine {
  const module = text(value, "module");
  const { crashes, reason } = record(value);
  return {
    module,
    since: text(value, "since"),
    crashes: typeof crashes === "number" ? crashes : maxCrashes,
    reason:
      typeof record(reason)["code"] === "string"
        ? (reason as unknown as ErrorData)
        : { code: "token.module-crashed", params: { module } },
  };
}

function isExcused(crash: Json): boolean {
  return record(crash)["excused"] === true;
}

function text(value: Json, name: string): string {
  const found = record(value)[name];
  return typeof found === "string" ? found : "";
}

function record(value: unknown): Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null ? (value as Record<string, Json>) : {};
}

function plain(value: object): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
