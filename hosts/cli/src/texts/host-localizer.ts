import type { ErrorData, Instant, Message } from "@perennial/api";
import type {
  CatalogueEntries,
  CatalogueSource,
  ErrorText,
  Localizer,
  LocalizerSurroundings,
} from "@perennial/l10n";
import { CatalogueLocalizer } from "@perennial/l10n";
import type { Lazy } from "../lazy.js";

/** Finds the texts of a plugin when one of them is asked for. */
export type FindCatalogue = (owner: string) => Promise<CatalogueSource | undefined>;

/**
 * The reader's texts, each catalogue loaded when a text of it is asked for: the command line's own
 * first, then a plugin's, then those of the other packages, which load their packages.
 */
export class HostLocalizer implements Localizer {
  private readonly own: CatalogueLocalizer;
  private readonly owners = new Map<string, Promise<void>>();
  private all: Promise<void> | undefined;

  constructor(
    readonly language: string,
    own: readonly CatalogueSource[],
    private readonly others: Lazy<readonly CatalogueSource[]>,
    private readonly findCatalogue: FindCatalogue,
    private readonly ownOwner: string,
    surroundings?: LocalizerSurroundings,
    timeZone?: string,
  ) {
    this.own = new CatalogueLocalizer(language, own, timeZone, surroundings);
  }

  async text(message: Message, owner?: string): Promise<string> {
    const scope = await this.reach(message.key, owner);
    for (const value of Object.values(message.args ?? {})) {
      const key = (value as { key?: unknown } | null)?.key;
      if (typeof key === "string") await this.reach(key, owner);
    }
    return this.own.text(message, scope);
  }

  async title(text: string, owner?: string): Promise<string> {
    const key = /^%([^%]+)%$/.exec(text)?.[1];
    return key === undefined ? text : this.text({ key }, owner);
  }

  async error(error: ErrorData, owner: string | undefined = error.plugin): Promise<ErrorText> {
    const scope = await this.reach(`error.${error.code}`, owner);
    // Without an owner of its own the localizer would look for the error's plugin alone.
    return this.own.error(error, scope ?? this.ownOwner);
  }

  async has(key: string, owner?: string): Promise<boolean> {
    const scope = await this.reach(key, owner);
    return this.own.has(key, scope);
  }

  date(at: Instant): string {
    return this.own.date(at);
  }
  dateTime(at: Instant): string {
    return this.own.dateTime(at);
  }
  shortly(at: Instant): string | undefined {
    return this.own.shortly(at);
  }
  relativeDays(at: Instant, now: Instant): string {
    return this.own.relativeDays(at, now);
  }
  duration(duration: string): string {
    return this.own.duration(duration);
  }
  durationRange(range: readonly [string, string]): string {
    return this.own.durationRange(range);
  }
  list(items: readonly string[]): string {
    return this.own.list(items);
  }
  addCatalogue(owner: string, language: string, entries: CatalogueEntries): void {
    this.owners.set(owner, Promise.resolve());
    this.own.addCatalogue(owner, language, entries);
  }
  addSource(owner: string, source: CatalogueSource): void {
    this.owners.set(owner, Promise.resolve());
    this.own.addSource(owner, source);
  }

  /**
   * Loads until the key has a text.
   * @returns the owner under which it is found.
   */
  private async reach(key: string, owner: string | undefined): Promise<string | undefined> {
    if (owner !== undefined) {
      await this.load(owner);
      if (await this.own.has(key, owner)) return owner;
    }
    if (await this.own.has(key)) return owner;
    this.all ??= this.loadAll();
    await this.all;
    // The plugin's own first, so that it may still say it better.
    if (owner !== undefined && (await this.own.has(key, owner))) return owner;
    return (await this.own.has(key, this.ownOwner)) ? this.ownOwner : owner;
  }

  private load(owner: string): Promise<void> {
    const known = this.owners.get(owner);
    if (known !== undefined) return known;
    const loading = this.findCatalogue(owner).then((source) => {
      if (source !== undefined) this.own.addSource(owner, source);
    });
    this.owners.set(owner, loading);
    return loading;
  }

  private async loadAll(): Promise<void> {
    this.owners.set(this.ownOwner, Promise.resolve());
    for (const source of await this.others.get()) this.own.addSource(this.ownOwner, source);
  }
}
