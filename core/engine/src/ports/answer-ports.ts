import type { FileRef, SecretRef } from "@perennial/api";

/** Keeps secrets of a profile encrypted; a plugin and the journal only see references. */
export interface SecretPort {
  /** @throws PerennialError `keys.store-locked`, `keys.disk-full`. */
  keep(profileId: string, name: string, value: string): Promise<SecretRef>;
  forgetAll(profileId: string): Promise<void>;
}

/** Collects the entropy a person gives for a renewal. It is mixed into key generation, in memory. */
export interface EntropyPort {
  add(renewal: string, bytes: Uint8Array): void;
}

/** Takes files into the renewal: the host's own immutable copies. */
export interface FilePort {
  /**
   * Copies the file. The same content twice gives the same reference.
   * @throws PerennialError `files.not-found`, `files.not-a-file`, `files.empty`, `files.too-large`,
   *   `files.unreadable`, `files.private-key` for a file that holds one, `files.disk-full`.
   */
  take(renewal: string, path: string, maxBytes: number): Promise<FileRef>;
}

/** Folders that are watched for files and mails. */
export interface InboxPort {
  /** Makes the profile's watched folder, so that it is there when somebody is told of it. */
  prepare?(profileId: string): Promise<void>;
  /** Complete files whose names match one of the wildcards, oldest first. */
  candidates(
    profileId: string,
    names: readonly string[],
  ): Promise<readonly { readonly path: string; readonly sha256: string }[]>;
}
