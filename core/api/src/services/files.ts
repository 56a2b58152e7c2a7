import { token } from "../inject.js";

/** A file that was given to the renewal. The host keeps its own copy, which does not change. */
export interface FileRef {
  /** Name as it was given, without folders. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** Opaque; what `read` takes. */
  readonly handle: string;
}

/** A file that was written for the person. */
export interface SavedFile {
  /** Absolute path. */
  readonly path: string;
  readonly name: string;
  readonly sha256: string;
}

/** Files, only through what a person or the profile named. Contents are base64. */
export interface Files {
  /** @throws PerennialError `files.not-given`, `files.changed`. */
  read(handle: string): Promise<string>;
  /**
   * Writes a file atomically into a folder that the profile names in the field `folder` and the
   * manifest declares writable; without one, into the profile's export folder. A file of the same
   * name and content is left as it is.
   * @throws PerennialError `files.exists`, `files.not-allowed`, `files.bad-name`, `files.disk-full`.
   */
  save(request: { folder?: string; name: string; content: string }): Promise<SavedFile>;
  /** Names in such a folder that match the wildcards, with their time (RFC 3339 UTC). */
  list(request: {
    folder?: string;
    names: readonly string[];
  }): Promise<readonly { readonly name: string; readonly modifiedAt: string }[]>;
  /**
   * Copies the named files and folders below a profile folder, and the encrypted keys named, into a
   * new folder under the home's `backups`. Names that do not exist are reported, not an error.
   * The contents never reach the plugin.
   * @throws PerennialError `files.not-allowed`, `files.disk-full`.
   */
  backUp(request: {
    label: string;
    folder?: string;
    paths: readonly string[];
    keyIds: readonly string[];
  }): Promise<Backup>;
  /** The backup with this label, complete and unchanged, or null. */
  findBackup(label: string): Promise<Backup | null>;
}
export interface Backup {
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
  readonly missing: readonly string[];
}
export const Files = token<Files>("files");
