/** An entry below a plugin's folder. */
export interface PluginFile {
  /** Relative to the folder, `/` between folders. */
  readonly path: string;
  readonly kind: "file" | "folder" | "link" | "other";
  /** Bytes; 0 for anything but a file. */
  readonly size: number;
  /** Of a link: whether it leads to something inside the folder. */
  readonly inside?: boolean;
  /** Of a link that leads to a file inside the folder: that file's size. */
  readonly targetSize?: number;
}

/** A catalogue as it lies in the plugin's l10n folder. */
export interface CatalogueFile {
  /** BCP 47 tag, from the file's name. */
  readonly language: string;
  /** Relative to the plugin's folder. */
  readonly file: string;
  /** Undefined if it cannot be read as JSON. */
  readonly content: unknown;
  /** Why it cannot, in English, as the system or the parser said it. */
  readonly problem?: string;
}

/** A plugin's folder as read from disk, before anything in it is believed. */
export interface PluginSource {
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly files: readonly PluginFile[];
  /** True if there are more files than are looked at. */
  readonly filesCut: boolean;
  readonly catalogues: readonly CatalogueFile[];
  /** Version of the API that the plugin would be given. */
  readonly apiVersion: string;
}
