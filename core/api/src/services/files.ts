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

/** A file in a folder that the profile names. */
export interface ListedFile {
  readonly name: string;
  /** RFC 3339 UTC. */
  readonly modifiedAt: string;
  /** What `read` takes, where the host lets the plugin read in this folder. */
  readonly handle?: string;
}

/** Files, only through what a person or the profile named. Contents are base64. */
export interface Files {
  /**
   * The content of what `handle` stands for: that of a {@link FileRef}, one that {@link list}
   * answered, or `profile:<field>` for the file that a profile field of format `file` names and the
   * manifest declares readable.
   * @throws PerennialError `files.not-given`, `files.changed`, `files.not-allowed`,
   *   `files.not-found`, `files.too-large`.
   */
  read(handle: string): Promise<string>;
  /**
   * Writes a file atomically into a folder that the profile names in the field `folder` and the
   * manifest declares writable; without one, into the profile's export folder. A file of the same
   * name and content is left as it is.
   * @throws PerennialError `files.exists`, `files.not-allowed`, `files.bad-name`, `files.disk-full`.
   */
  save(request: { folder?: string; name: string; content: string }): Promise<SavedFile>;
  /** The files in such a folder whose names match the wildcards. */
  list(request: { folder?: string; names: readonly string[] }): Promise<readonly ListedFile[]>;
  /**
   * Copies the named files and folders below a profile folder, and the encrypted keys named, into a
   * new folder under the home's `backups`. A key on a token cannot be copied: it is left out and
   * named. Names that do not exist are reported, not an error.
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
  /** Keys that are not in it, because they are on a token and cannot be copied. */
  readonly onTokens?: readonly KeyOnToken[];
}
/** A key of which there is no copy. */
export interface KeyOnToken {
  readonly id: string;
  /** The token's label. */
  readonly token: string;
}
export const Files = token<Files>("files");
