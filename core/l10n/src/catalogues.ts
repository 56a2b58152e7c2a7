import type { CatalogueEntries, CatalogueSource } from "./catalogue.js";

/** Catalogues of one owner: what was loaded, and what can be. */
export class Catalogues {
  private readonly entries = new Map<string, Map<string, string>>();
  private readonly sources = new Map<string, (() => Promise<void>)[]>();

  /** Whether there are texts in this language, loaded or not. */
  speaks(language: string): boolean {
    return this.entries.has(language) || this.sources.has(language);
  }

  /** Adds texts; a text with the same key replaces the one before. */
  add(language: string, entries: CatalogueEntries): void {
    const known = this.entries.get(language) ?? new Map<string, string>();
    for (const [key, text] of Object.entries(entries)) known.set(key, text);
    this.entries.set(language, known);
  }

  /** Adds texts that are loaded when their language is first asked for. */
  addSource(source: CatalogueSource): void {
    for (const [language, load] of Object.entries(source)) {
      const pending = this.sources.get(language) ?? [];
      pending.push(async () => this.add(language, (await load()).default));
      this.sources.set(language, pending);
    }
  }

  async find(language: string, key: string): Promise<string | undefined> {
    const pending = this.sources.get(language);
    if (pending !== undefined) {
      const loads = pending.slice();
      await Promise.all(loads.map((load) => load()));
      // Forgotten only now: a load that failed is tried again by the next look-up.
      const left = (this.sources.get(language) ?? []).filter((load) => !loads.includes(load));
      if (left.length === 0) this.sources.delete(language);
      else this.sources.set(language, left);
    }
    return this.entries.get(language)?.get(key);
  }
}
