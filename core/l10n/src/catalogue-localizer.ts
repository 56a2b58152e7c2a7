import type { ErrorData, Instant, Json, Message } from "@perennial/api";
import type { CatalogueEntries, CatalogueSource } from "./catalogue.js";
import { Catalogues } from "./catalogues.js";
import { fallbacks } from "./language.js";
import type { ErrorText, Localizer } from "./localizer.js";
import { MessageFormatter, type Argument } from "./message-formatter.js";
import { TimeFormatter } from "./time-formatter.js";

/** What a localizer needs besides texts. */
export interface LocalizerSurroundings {
  /** Told of a message without a text, once per key; `owner` is the plugin that named it. */
  readonly missing?: (key: string, owner: string | undefined) => void;
  /** Milliseconds since 1970; default: the system's clock. */
  readonly now?: () => number;
}

/** A key of a catalogue, and not words that somebody wrote in its place. */
const keyShape = /^[^\s.]+(\.[^\s.]+)+$/;

/** {@link Localizer} over catalogues; only the reader's language is loaded, and English if needed. */
export class CatalogueLocalizer implements Localizer {
  private readonly own = new Catalogues();
  private readonly byOwner = new Map<string, Catalogues>();
  private readonly order: readonly string[];
  private readonly formatter: MessageFormatter;
  private times: TimeFormatter | undefined;
  private lists: Intl.ListFormat | undefined;
  private readonly missed = new Set<string>();

  /**
   * @param language BCP 47, for example from `chooseLanguage`.
   * @param sources Perennial's own catalogues, one of each package.
   * @param timeZone IANA name; default: the system's.
   */
  constructor(
    readonly language: string,
    sources: readonly CatalogueSource[],
    private readonly timeZone?: string,
    private readonly surroundings: LocalizerSurroundings = {},
  ) {
    this.order = fallbacks(language);
    this.formatter = new MessageFormatter(language, timeZone);
    for (const source of sources) this.own.addSource(source);
  }

  async text(message: Message, owner?: string): Promise<string> {
    const args = message.args ?? {};
    const found = await this.find(message.key, owner);
    if (found === undefined) return this.textless(message, owner);
    const text = await this.render(found, args, owner);
    return text ?? [found.pattern, ...shown(args)].join(" ");
  }

  async title(text: string, owner?: string): Promise<string> {
    const key = /^%([^%]+)%$/.exec(text)?.[1];
    return key === undefined ? text : this.text({ key }, owner);
  }

  async error(error: ErrorData, owner: string | undefined = error.plugin): Promise<ErrorText> {
    const key = `error.${error.code}`;
    const found = await this.find(key, owner);
    const what = found === undefined ? undefined : await this.render(found, error.params, owner);
    if (what === undefined) return this.undescribed(error);
    const nextPattern = await this.find(`${key}.next`, owner);
    if (nextPattern === undefined) return { code: error.code, what };
    const next = await this.text({ key: `${key}.next`, args: error.params }, owner);
    return { code: error.code, what, next };
  }

  async has(key: string, owner?: string): Promise<boolean> {
    return (await this.find(key, owner)) !== undefined;
  }

  date(at: Instant): string {
    return this.time.date(at);
  }
  dateTime(at: Instant): string {
    return this.time.dateTime(at);
  }
  shortly(at: Instant): string | undefined {
    return this.time.shortly(at);
  }
  relativeDays(at: Instant, now: Instant): string {
    return this.time.relativeDays(at, now);
  }
  duration(duration: string): string {
    return this.time.duration(duration);
  }
  durationRange(range: readonly [string, string]): string {
    return this.time.durationRange(range);
  }
  list(items: readonly string[]): string {
    this.lists ??= listFormat(this.spoken);
    return this.lists.format(items);
  }

  addCatalogue(owner: string, language: string, entries: CatalogueEntries): void {
    this.of(owner).add(language, entries);
  }
  addSource(owner: string, source: CatalogueSource): void {
    this.of(owner).addSource(source);
  }

  /** What stands alone here stands in one of Perennial's own sentences. */
  private get spoken(): string {
    const known = this.order.find((language) => this.own.speaks(language));
    return known === undefined || this.language.startsWith(known) ? this.language : known;
  }

  private get time(): TimeFormatter {
    const { timeZone, surroundings } = this;
    this.times ??= new TimeFormatter(this.spoken, timeZone, surroundings.now ?? Date.now);
    return this.times;
  }

  private of(owner: string): Catalogues {
    const known = this.byOwner.get(owner);
    if (known !== undefined) return known;
    const made = new Catalogues();
    this.byOwner.set(owner, made);
    return made;
  }

  private async find(key: string, owner: string | undefined): Promise<Found | undefined> {
    const theirs = owner === undefined ? undefined : this.byOwner.get(owner);
    for (const catalogues of theirs === undefined ? [this.own] : [theirs, this.own]) {
      for (const language of this.order) {
        const pattern = await catalogues.find(language, key);
        // `fr-LU` where the text is French: the reader's region counts.
        const spoken = this.language.startsWith(language) ? this.language : language;
        if (pattern !== undefined) return { pattern, language: spoken };
      }
    }
    return undefined;
  }

  /** Undefined if the arguments do not fit the pattern or the pattern is none: shown raw then. */
  private async render(
    { pattern, language }: Found,
    args: NonNullable<Message["args"]>,
    owner: string | undefined,
  ): Promise<string | undefined> {
    const values: { [name: string]: Argument } = {};
    for (const [name, value] of Object.entries(args)) {
      if (value !== undefined) values[name] = await this.argument(value, owner, language);
    }
    try {
      return await this.formatter.format(pattern, values, language);
    } catch (error) {
      if (error instanceof Error) return undefined;
      throw error;
    }
  }

  private async argument(
    value: Json,
    owner: string | undefined,
    language: string,
  ): Promise<Argument> {
    if (typeof value === "string" || typeof value === "number") return value;
    // ICU selects on words, and `intl-messageformat` shows a bare boolean as nothing.
    if (typeof value === "boolean") return String(value);
    if (Array.isArray(value)) {
      const items = await Promise.all(
        value.map((item: Json) => this.argument(item, owner, language)),
      );
      return listFormat(language).format(items.map(String));
    }
    if (isMessage(value)) return this.text(value, owner);
    return JSON.stringify(value);
  }

  private async textless({ key, args = {} }: Message, owner: string | undefined): Promise<string> {
    const once = JSON.stringify([key, owner ?? null]);
    if (!this.missed.has(once)) {
      this.missed.add(once);
      this.surroundings.missing?.(key, owner);
    }
    const raw = [key, ...shown(args)].join(" ");
    const found = keyShape.test(key) ? await this.find("l10n.text-missing", undefined) : undefined;
    if (found === undefined) return raw;
    const said = { key: raw, plugin: owner ?? "", hasPlugin: String(owner !== undefined) };
    return (await this.render(found, said, undefined)) ?? raw;
  }

  private async undescribed(error: ErrorData): Promise<ErrorText> {
    const details = [...(error.detail === undefined ? [] : [error.detail]), ...shown(error.params)];
    const args = { code: error.code, detail: details.join(" "), hasDetail: details.length > 0 };
    return {
      code: error.code,
      what: await this.text({ key: "l10n.error-without-text", args }),
      next: await this.text({ key: "l10n.error-without-text.next", args }),
    };
  }
}

/** A text, and the language it is in. */
interface Found {
  readonly pattern: string;
  readonly language: string;
}

function listFormat(language: string): Intl.ListFormat {
  return new Intl.ListFormat(language, { type: "conjunction" });
}

function isMessage(value: Json): value is { key: string; args?: { [name: string]: Json } } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const { key, args, ...others } = value as { key?: Json; args?: Json };
  return (
    typeof key === "string" &&
    (args === undefined || (typeof args === "object" && args !== null)) &&
    Object.keys(others).length === 0
  );
}

function shown(args: NonNullable<Message["args"]>): readonly string[] {
  const present = Object.entries(args).filter(([, value]) => value !== undefined);
  return present.length === 0
    ? []
    : [`(${present.map(([k, v]) => `${k}=${plain(v)}`).join(", ")})`];
}

function plain(value: Json | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
