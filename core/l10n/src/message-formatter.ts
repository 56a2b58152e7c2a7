import type { IntlMessageFormat } from "intl-messageformat";
import { argumentsOf } from "./message-arguments.js";
import { withGaps } from "./with-gaps.js";

/** An argument as ICU takes it. */
export type Argument = string | number | boolean | Date;

interface Parsed {
  readonly format: IntlMessageFormat;
  /** Arguments that are shown as a date or time. `Intl` takes a date, an instant is a string. */
  readonly dates: ReadonlySet<string>;
}

/**
 * Formats ICU messages, dates and plural forms as the language of each message has them. The parser
 * is loaded with the first message that needs it.
 */
export class MessageFormatter {
  private readonly parsed = new Map<string, Parsed>();

  constructor(
    private readonly language: string,
    private readonly timeZone: string | undefined,
  ) {}

  /**
   * @param language of the pattern; default: the reader's.
   * @throws Error what the parser or formatter found wrong.
   */
  async format(
    pattern: string,
    args: { readonly [name: string]: Argument },
    language: string = this.language,
  ): Promise<string> {
    if (!/['{]/.test(pattern)) return pattern;
    const known = this.parsed.get(`${language} ${pattern}`);
    const { format, dates } = known ?? (await this.parse(pattern, language));
    const values: { [name: string]: Argument } = { ...args };
    for (const name of dates) {
      const value = values[name];
      if (typeof value === "string") values[name] = new Date(value);
    }
    const names = argumentsOf(format.getAst()).map(({ name }) => name);
    const whole = names.every((name) => Object.hasOwn(values, name));
    return String((whole ? format : this.gapped(format, values, language)).format(values));
  }

  /** Whoever gave too few arguments made a mistake; the reader gets what can be said. */
  private gapped(
    format: IntlMessageFormat,
    values: { readonly [name: string]: Argument },
    language: string,
  ): IntlMessageFormat {
    const Format = format.constructor as typeof IntlMessageFormat;
    const elements = withGaps(format.getAst(), (name) => Object.hasOwn(values, name));
    return new Format(elements, language, this.formats(Format), { ignoreTag: true });
  }

  private async parse(pattern: string, language: string): Promise<Parsed> {
    const { IntlMessageFormat: Format } = await import("intl-messageformat");
    const format = new Format(pattern, language, this.formats(Format), { ignoreTag: true });
    const dates = argumentsOf(format.getAst())
      .filter((argument) => argument.kind === "date")
      .map((argument) => argument.name);
    const parsed = { format, dates: new Set(dates) };
    this.parsed.set(`${language} ${pattern}`, parsed);
    return parsed;
  }

  private formats({ formats: { date, time } }: typeof IntlMessageFormat) {
    return { date: this.zoned(date), time: this.zoned(time) };
  }

  private zoned(formats: { [name: string]: Intl.DateTimeFormatOptions }): typeof formats {
    const { timeZone } = this;
    if (timeZone === undefined) return formats;
    return Object.fromEntries(
      Object.entries(formats).map(([name, options]) => [name, { ...options, timeZone }]),
    );
  }
}
