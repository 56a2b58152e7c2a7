import type { Manifest } from "@perennial/api";
import type { Finding } from "../manifest/finding.js";
import type { UnknownRecord } from "../manifest/navigate.js";
import { readManifest } from "../manifest/read-manifest.js";
import { hasErrors, validatePlugin } from "../manifest/validate-plugin.js";
import { folderStamp } from "./file-stamp.js";
import type { FoundFolder } from "./found-folder.js";
import type { Candidate } from "./shelf.js";
import { summarize, type Summary } from "./summary.js";
import { SummaryCache, type CachedPlugin } from "./summary-cache.js";

/** How carefully a check of earlier is believed. */
export type Care =
  /** As long as `package.json` is the same. For listings and plans. */
  | "manifest"
  /** As long as the whole folder is the same. Before anything of it runs. */
  | "folder";

/** Reads manifests, as seldom as possible. */
export class ManifestLibrary {
  readonly #manifests = new Map<string, { readonly stamp: string; readonly manifest: Manifest }>();
  #cache: SummaryCache | undefined;

  constructor(private readonly home: string) {}

  /** Undefined for a folder whose manifest has no usable id and version. */
  async summary({ folder, stamp }: FoundFolder): Promise<Summary | undefined> {
    if (stamp === undefined) return undefined;
    const known = this.#known(folder, stamp);
    if (known !== undefined) return known.summary ?? undefined;
    const read = await readManifest(folder);
    const summary = "problem" in read ? undefined : summarize(read.manifest);
    this.#open().set(folder, { stamp, summary: summary ?? null });
    return summary;
  }

  /** What the rules find, or found. */
  async findings({ folder, stamp }: FoundFolder, care: Care): Promise<readonly Finding[]> {
    const known = stamp === undefined ? undefined : this.#known(folder, stamp);
    const before = known?.check;
    // A plugin that was broken is looked at again: its author may have mended another file.
    if (care === "manifest" && before !== undefined && !hasErrors(before.findings)) {
      return before.findings;
    }
    const whole = folderStamp(folder);
    if (before !== undefined && whole !== undefined && before.stamp === whole) {
      return before.findings;
    }
    const { findings } = await validatePlugin(folder);
    // A folder that changed under the rules' eyes is not remembered.
    if (known !== undefined && whole !== undefined && folderStamp(folder) === whole) {
      this.#open().set(folder, { ...known, check: { stamp: whole, findings } });
    }
    return findings;
  }

  /** The whole manifest of a sound plugin; undefined if it is not the one that was summarised. */
  async manifest({ folder, stamp, summary }: Candidate): Promise<Manifest | undefined> {
    const known = this.#manifests.get(folder);
    if (known !== undefined && known.stamp === stamp) return known.manifest;
    const read = await readManifest(folder);
    if ("problem" in read || stamp === undefined) return undefined;
    if (JSON.stringify(summarize(read.manifest)) !== JSON.stringify(summary)) {
      this.#open().delete(folder);
      return undefined;
    }
    // The rules have established its shape.
    const manifest = read.manifest as unknown as Manifest;
    this.#manifests.set(folder, { stamp, manifest });
    return manifest;
  }

  /** The manifest as it stands, of any shape; empty if it cannot be read. */
  async raw({ folder }: FoundFolder): Promise<UnknownRecord> {
    const read = await readManifest(folder);
    return "problem" in read ? {} : read.manifest;
  }

  /** Remembers for the next start what was read and found. */
  save(): void {
    this.#cache?.save();
  }

  #known(folder: string, stamp: string): CachedPlugin | undefined {
    return this.#open().get(folder, stamp);
  }

  #open(): SummaryCache {
    return (this.#cache ??= new SummaryCache(this.home));
  }
}
