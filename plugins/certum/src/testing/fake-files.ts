import {
  PerennialError,
  type Backup,
  type FileRef,
  type Files,
  type ListedFile,
} from "@perennial/api";
import { base64, bytesOf, hash } from "./hash.js";

/** Files in memory. Folders are profile fields; `exports` is the one without a field. */
export class FakeFiles implements Files {
  /** Content (base64) by handle. */
  readonly given = new Map<string, string>();
  readonly folders = new Map<string, Map<string, string>>();
  readonly backups = new Map<string, Backup>();

  /** Gives a file to the renewal, as a person does. */
  give(name: string, content: string | Uint8Array): FileRef {
    const sha256 = hash(content);
    const handle = `given:${sha256.slice(0, 12)}:${name}`;
    this.given.set(handle, base64(content));
    return { name, size: Buffer.byteLength(content as string), sha256, handle };
  }

  names(folder = "documentsFolder"): readonly string[] {
    return [...this.folder(folder).keys()];
  }

  /** Content (base64) of a saved file. */
  saved(name: string, folder = "documentsFolder"): string | undefined {
    return this.folder(folder).get(name);
  }

  async read(handle: string): Promise<string> {
    const content = this.given.get(handle);
    if (content === undefined) throw new PerennialError("files.not-given", { handle });
    return content;
  }

  async save({ folder, name, content }: { folder?: string; name: string; content: string }) {
    const files = this.folder(folder ?? "exports");
    const before = files.get(name);
    if (before !== undefined && before !== content) {
      throw new PerennialError("files.exists", { name });
    }
    files.set(name, content);
    return { path: `/${folder ?? "exports"}/${name}`, name, sha256: hash(bytesOf(content)) };
  }

  async list({ folder, names }: { folder?: string; names: readonly string[] }) {
    const patterns = names.map(wildcard);
    return [...this.folder(folder ?? "exports")]
      .filter(([name]) => patterns.some((pattern) => pattern.test(name)))
      .map(([name, content]): ListedFile => {
        const handle = `listed:${folder ?? "exports"}/${name}`;
        this.given.set(handle, content);
        return { name, modifiedAt: "2026-11-20T09:30:00Z", handle };
      });
  }

  async backUp({ label, paths }: { label: string; paths: readonly string[] }): Promise<Backup> {
    const path = `/home/backups/${label}`;
    const backup = { path, files: paths.length, bytes: 0, missing: [] };
    this.backups.set(label, backup);
    return backup;
  }

  async findBackup(label: string): Promise<Backup | null> {
    return this.backups.get(label) ?? null;
  }

  private folder(name: string): Map<string, string> {
    const known = this.folders.get(name) ?? new Map<string, string>();
    this.folders.set(name, known);
    return known;
  }
}

/** A wildcard as the host reads it: `*` and `?`, case ignored. */
export function wildcard(pattern: string): RegExp {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "i");
}
