import type { ErrorData, Instant, Message } from "@perennial/api";
import type { CatalogueEntries, CatalogueSource } from "./catalogue.js";

/** An error as a person reads it. */
export interface ErrorText {
  /** The stable code, for searching and for support. */
  readonly code: string;
  /** What happened and why. */
  readonly what: string;
  /** What to do now. */
  readonly next?: string;
}

/**
 * Renders keyed messages in the reader's language. `owner` is the id of the plugin that a message
 * comes from: its own catalogue is asked first, then the catalogues of Perennial itself; in each the
 * reader's language before English.
 */
export interface Localizer {
  /** BCP 47 tag. */
  readonly language: string;
  /**
   * The text of a message. Never fails: for a key without a text it says that the text is missing,
   * whose it is, the key and the arguments. Arguments that are messages themselves are rendered, lists are joined with “and”.
   */
  text(message: Message, owner?: string): Promise<string>;
  /** A manifest's text: `%key%` is looked up, anything else is the text itself. */
  title(text: string, owner?: string): Promise<string>;
  /** The texts of an error, looked up in the catalogue of `error.plugin` first. */
  error(error: ErrorData, owner?: string): Promise<ErrorText>;
  /** Whether there is a text for this key in any language. */
  has(key: string, owner?: string): Promise<boolean>;

  /** A day, for example `20 November 2026`, in the reader's time zone. */
  date(at: Instant): string;
  /** A day and time with the time zone, for example `20 November 2026 at 10:00 CET`. */
  dateTime(at: Instant): string;
  /** A moment less than two minutes away: `in 20 seconds`, `now`. Undefined for any other. */
  shortly(at: Instant): string | undefined;
  /** How far away a day is, counted in calendar days: `tomorrow`, `in 12 days`, `3 days ago`. */
  relativeDays(at: Instant, now: Instant): string;
  /** An ISO 8601 duration in words: `2 hours, 30 minutes`. */
  duration(duration: string): string;
  /** From–to, shown as one duration if both are the same. */
  durationRange(range: readonly [string, string]): string;
  /** Items joined in the reader's language: `a, b, and c`. */
  list(items: readonly string[]): string;

  /** Adds texts of a plugin. Texts added before for the same owner and language stay unless renewed. */
  addCatalogue(owner: string, language: string, entries: CatalogueEntries): void;
  /** Adds texts of a plugin that are loaded when one of them is asked for. */
  addSource(owner: string, source: CatalogueSource): void;
}
export const Localizer: unique symbol = Symbol("Localizer");
