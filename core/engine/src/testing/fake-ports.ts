import { createHash } from "node:crypto";
import { PerennialError, type FileRef, type JsonObject, type SecretRef } from "@perennial/api";
import type { Owner } from "@perennial/store";
import type { EntropyPort, FilePort, InboxPort, SecretPort } from "../ports/answer-ports.js";
import type { LogPort } from "../ports/log-port.js";
import type { OwnerPort } from "../ports/owner-port.js";
import type { MeantToken, TokenPort } from "../ports/token-port.js";
import type { RandomPort } from "../ports/random-port.js";

/** Keeps secrets in memory, for a test to look at. */
export class FakeSecrets implements SecretPort {
  readonly kept = new Map<string, string>();

  keep(profileId: string, name: string, value: string): Promise<SecretRef> {
    this.kept.set(`${profileId}/${name}`, value);
    return Promise.resolve({ secret: `${profileId}/${name}` });
  }
  forgetAll(profileId: string): Promise<void> {
    for (const name of this.kept.keys()) {
      if (name.startsWith(`${profileId}/`)) this.kept.delete(name);
    }
    return Promise.resolve();
  }
}

/** Counts what it is given. */
export class FakeEntropy implements EntropyPort {
  readonly given: { readonly renewal: string; readonly bytes: Uint8Array }[] = [];

  add(renewal: string, bytes: Uint8Array): void {
    this.given.push({ renewal, bytes });
  }
}

/** Files by path, in memory; the same for picking and for watched folders. */
export class FakeFiles implements FilePort, InboxPort {
  readonly contents = new Map<string, string>();
  /** Paths that lie in the watched folder, oldest first. */
  readonly watched: string[] = [];
  /** Profiles whose folder was made. */
  readonly prepared: string[] = [];

  put(path: string, content: string): void {
    this.contents.set(path, content);
  }
  /** Leaves a file in the watched folder. */
  leave(path: string, content: string): void {
    this.put(path, content);
    this.watched.push(path);
  }

  async take(_renewal: string, path: string, maxBytes: number): Promise<FileRef> {
    const content = this.contents.get(path);
    if (content === undefined) throw new PerennialError("files.not-found", { path });
    const size = Buffer.byteLength(content);
    if (size === 0) throw new PerennialError("files.empty", { path });
    if (size > maxBytes) throw new PerennialError("files.too-large", { path, size, maxBytes });
    const sha256 = digest(content);
    return { name: path.split("/").at(-1) ?? path, size, sha256, handle: sha256 };
  }

  prepare(profile: string): Promise<void> {
    this.prepared.push(profile);
    return Promise.resolve();
  }

  candidates(_profile: string, names: readonly string[]) {
    const found = this.watched.filter((path) => names.some((name) => matches(path, name)));
    return Promise.resolve(
      found.map((path) => ({ path, sha256: digest(this.contents.get(path) ?? "") })),
    );
  }
}

/** Tokens that are there or not, by place or by a key they hold. */
export class FakeTokens implements TokenPort {
  readonly present = new Set(["pkcs11:token=Card"]);
  fault: Error | undefined;

  isThere({ place, spkiHash }: MeantToken): Promise<boolean> {
    if (this.fault !== undefined) return Promise.reject(this.fault);
    return Promise.resolve(this.present.has(place ?? spkiHash ?? ""));
  }
}

/** Keeps what was logged. */
export class FakeLog implements LogPort {
  readonly entries: {
    readonly level: string;
    readonly text: string;
    readonly data?: JsonObject;
  }[] = [];

  debug(text: string, data: JsonObject = {}): void {
    this.entries.push({ level: "debug", text, data });
  }
  info(text: string, data: JsonObject = {}): void {
    this.entries.push({ level: "info", text, data });
  }
  warn(text: string, data: JsonObject = {}): void {
    this.entries.push({ level: "warn", text, data });
  }
  error(text: string, data: JsonObject = {}): void {
    this.entries.push({ level: "error", text, data });
  }
}

/** A repeatable sequence (mulberry32). */
export class FakeRandom implements RandomPort {
  constructor(private seed = 1) {}

  fraction(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
}

/** A process that a test can end. */
export class FakeOwner implements OwnerPort {
  readonly self: Owner;

  /** @param gone ids of the owners that have ended; shared by the owners of one test. */
  constructor(
    id: string,
    private readonly gone: ReadonlySet<string> = new Set(),
  ) {
    this.self = { id, host: "test", pid: 1, startedAt: id };
  }

  isGone(owner: Owner): boolean {
    return this.gone.has(owner.id);
  }
}

function digest(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}

function matches(path: string, wildcard: string): boolean {
  const name = path.split("/").at(-1) ?? "";
  const pattern = wildcard
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${pattern}$`, "i").test(name);
}
