import { link, lstat, mkdir, open, readdir, rename, unlink } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";

/** What private folders ask of the file system. Tests put failures and crashes in between. */
export interface FileOperations {
  readonly open: (path: string, flags: string | number, mode?: number) => Promise<FileHandle>;
  readonly write: (file: FileHandle, bytes: Uint8Array) => Promise<void>;
  readonly sync: (file: FileHandle) => Promise<void>;
  readonly link: typeof link;
  readonly rename: typeof rename;
  readonly unlink: typeof unlink;
  readonly mkdir: typeof mkdir;
  readonly readdir: (path: string) => Promise<string[]>;
  readonly lstat: (path: string) => Promise<{ readonly mode: number; readonly uid: number }>;
}

/** Node's own. */
export const nodeFiles: FileOperations = {
  open,
  write: (file, bytes) => file.writeFile(bytes),
  sync: (file) => file.sync(),
  link,
  rename,
  unlink,
  mkdir,
  readdir: (path) => readdir(path),
  lstat: (path) => lstat(path),
};
