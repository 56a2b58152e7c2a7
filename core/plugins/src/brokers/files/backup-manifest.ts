import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Backup, KeyOnToken } from "@perennial/api";
import { sha256 } from "./atomic-write.js";

/** Name of the list of a backup's files. It is written last: without it a backup is not complete. */
export const BACKUP_MANIFEST = "backup.json";

/** What a backup holds. */
export interface BackupManifest {
  readonly version: 1;
  readonly label: string;
  /** RFC 3339 UTC. */
  readonly madeAt: string;
  readonly files: readonly BackedUpFile[];
  /** Names that were asked for and did not exist. */
  readonly missing: readonly string[];
  /** Keys of which there is no copy, because they are on a token. */
  readonly onTokens?: readonly KeyOnToken[];
  /** SHA-256 of the other members, so that a torn list is not taken for a short one. */
  readonly sha256: string;
}
export interface BackedUpFile {
  /** Below the backup's folder, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export function sealManifest(content: Omit<BackupManifest, "sha256">): BackupManifest {
  return { ...content, sha256: sha256(Buffer.from(JSON.stringify(content))) };
}

/** The backup in this folder if its list is whole and every file in it unchanged, otherwise null. */
export async function verifiedBackup(folder: string, label: string): Promise<Backup | null> {
  const manifest = await readManifest(folder);
  if (manifest === null || manifest.label !== label) return null;
  for (const file of manifest.files) {
    if ((await hashOf(join(folder, file.path))) !== file.sha256) return null;
  }
  return backupOf(folder, manifest);
}

export function backupOf(path: string, manifest: BackupManifest): Backup {
  return {
    path,
    files: manifest.files.length,
    bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
    missing: manifest.missing,
    ...(manifest.onTokens === undefined ? {} : { onTokens: manifest.onTokens }),
  };
}

async function readManifest(folder: string): Promise<BackupManifest | null> {
  try {
    const text = await readFile(join(folder, BACKUP_MANIFEST), "utf8");
    const manifest = JSON.parse(text) as BackupManifest;
    const { sha256: _seal, ...content } = manifest;
    return sealManifest(content).sha256 === manifest.sha256 ? manifest : null;
  } catch (error) {
    // No list, or half of one: the backup was never finished.
    if (error instanceof SyntaxError || isAbsent(error)) return null;
    throw error;
  }
}

async function hashOf(path: string): Promise<string | undefined> {
  try {
    if (!(await lstat(path)).isFile()) return undefined;
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    return hash.digest("hex");
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

export function isAbsent(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === "ENOENT" || code === "ENOTDIR";
}
