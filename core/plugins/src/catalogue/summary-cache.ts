import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { apiVersion } from "../manifest/api-version.js";
import type { Finding } from "../manifest/finding.js";
import { isRecord } from "../manifest/navigate.js";
import { isSummary, type Summary } from "./summary.js";

/** What is remembered of a plugin's folder. */
export interface CachedPlugin {
  /** Of `package.json`, see `fileStamp`. */
  readonly stamp: string;
  /** Null for a manifest without usable id and version. */
  readonly summary: Summary | null;
  /** What the rules found, and the stamp of the whole folder then. */
  readonly check?: { readonly stamp: string; readonly findings: readonly Finding[] };
}

/** Entries of folders that were not looked at lately are kept up to this many. */
const maxEntries = 1000;

/**
 * Remembers manifests between starts in `cache/plugins.json` of the home. It is no state: if it
 * cannot be read or does not fit, the manifests are read again; if it cannot be written, next time.
 */
export class SummaryCache {
  readonly #path: string;
  readonly #entries: Map<string, CachedPlugin>;
  #changed = false;

  constructor(home: string) {
    this.#path = join(home, "cache", "plugins.json");
    this.#entries = load(this.#path);
  }

  get(folder: string, stamp: string): CachedPlugin | undefined {
    const entry = this.#entries.get(folder);
    return entry?.stamp === stamp ? entry : undefined;
  }

  set(folder: string, entry: CachedPlugin): void {
    // Newest last, so that what is dropped is what nobody looked at for longest.
    this.#entries.delete(folder);
    this.#entries.set(folder, entry);
    this.#changed = true;
  }

  /** Forgets a folder, so that it is read anew. */
  delete(folder: string): void {
    if (this.#entries.delete(folder)) this.#changed = true;
  }

  save(): void {
    if (!this.#changed) return;
    const plugins = Object.fromEntries([...this.#entries].slice(-maxEntries));
    const temporary = `${this.#path}.${process.pid}.tmp`;
    const written = tried(() => {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      writeFileSync(temporary, JSON.stringify({ ...format(), plugins }), { mode: 0o600 });
      renameSync(temporary, this.#path);
    });
    if (written) this.#changed = false;
    else tried(() => rmSync(temporary, { force: true }));
  }
}

/** Whether it worked; the disk may be full, the home read only, and only time is lost. */
function tried(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code === "string") return false;
    throw error;
  }
}

/** Another Perennial has other rules: what they found is worth nothing here. */
function format(): { readonly format: 1; readonly api: string; readonly build: string } {
  const { size, mtimeMs } = statSync(fileURLToPath(import.meta.url));
  return { format: 1, api: apiVersion, build: `${size}:${mtimeMs}` };
}

function load(path: string): Map<string, CachedPlugin> {
  try {
    // What is no file is no cache, and a pipe is not waited for.
    if (!statSync(path).isFile()) return new Map();
    const cache: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (!isRecord(cache) || !isRecord(cache["plugins"])) return new Map();
    const expected = Object.entries(format());
    if (!expected.every(([name, value]) => cache[name] === value)) return new Map();
    return new Map(
      Object.entries(cache["plugins"]).filter((entry): entry is [string, CachedPlugin] =>
        isEntry(entry[1]),
      ),
    );
  } catch (error) {
    const readable = (error as NodeJS.ErrnoException).code === undefined;
    if (readable && !(error instanceof SyntaxError)) throw error;
    return new Map();
  }
}

function isEntry(value: unknown): boolean {
  if (!isRecord(value) || typeof value["stamp"] !== "string") return false;
  const { summary, check } = value;
  return (summary === null || isSummary(summary)) && (check === undefined || isCheck(check));
}

function isCheck(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value["stamp"] === "string" &&
    Array.isArray(value["findings"]) &&
    value["findings"].every(
      (finding: unknown) => isRecord(finding) && typeof finding["severity"] === "string",
    )
  );
}
