import { styleText } from "node:util";
import type { Localizer } from "@perennial/l10n";
import type { HostIo } from "../host-io.js";
import { clean, cleanJson, styles, type Style } from "./clean.js";
import { shellWord } from "./shell-word.js";
import { shorten, textWidth, wrap } from "./wrap.js";

export type { Style } from "./clean.js";

export interface OutputOptions {
  readonly json: boolean;
  /** False for `--no-color`. */
  readonly colour: boolean;
  /** Options of this command line that every command shown to the reader repeats. */
  readonly repeated?: readonly string[];
}

/** How the options of a shown command differ from those that every one repeats. */
export interface CommandChange {
  readonly also?: readonly string[];
  readonly without?: readonly string[];
}

/** Columns before the following lines of one that was begun. */
const hang = 2;

/** Text for people on standard output, or JSON for programs; never both. */
export class Output {
  readonly json: boolean;
  readonly colour: boolean;
  /** Standard output is a terminal: a line can be finished later. */
  readonly live: boolean;
  readonly width: number;
  private readonly repeated: readonly string[];
  /** The lines on the screen of the text that was begun; its last one is not finished. */
  private begun: readonly string[] = [];

  constructor(
    private readonly io: Pick<HostIo, "stdout" | "stderr" | "env">,
    options: OutputOptions,
  ) {
    const tty = io.stdout.isTTY === true;
    this.json = options.json;
    this.repeated = options.repeated ?? [];
    this.live = tty && !this.json && io.env["TERM"] !== "dumb";
    // https://no-color.org: present and not empty.
    const unwanted = (io.env["NO_COLOR"] ?? "") !== "" || io.env["TERM"] === "dumb";
    this.colour = options.colour && tty && !unwanted && !this.json;
    this.width = Math.min(Math.max(io.stdout.columns ?? 80, 40), 100);
  }

  style(style: Style, text: string): string {
    if (!this.colour || text === "") return text;
    return styleText(styles[style], text, { validateStream: false });
  }

  /** One paragraph, broken at the width. Nothing in JSON mode. */
  line(text = "", indent = 0, hang = indent): void {
    if (this.json) return;
    this.finishLine();
    for (const line of wrap(clean(text, this.colour), this.width, indent, hang))
      this.write(`${line}\n`);
  }

  /**
   * A command for the reader to copy: in one line, however long, with the options of this command
   * line that it needs too.
   * @param but `also` are further words; `without` are options that it does not need after all.
   */
  command(text: string, indent = 0, but: CommandChange = {}): void {
    if (this.json) return;
    this.finishLine();
    const whole = this.style("command", `${text}${this.optionsOf(but)}`);
    this.write(`${" ".repeat(indent)}${clean(whole, this.colour)}\n`);
  }

  private optionsOf({ also = [], without = [] }: CommandChange): string {
    // Options and their values take turns.
    const repeated = this.repeated.filter(
      (_word, index) => !without.includes(this.repeated[index - (index % 2)] ?? ""),
    );
    return [...also, ...repeated].map((word) => ` ${shellWord(word)}`).join("");
  }

  /** Text that is already laid out. */
  block(text: string): void {
    if (this.json) return;
    this.finishLine();
    this.write(text.endsWith("\n") ? text : `${text}\n`);
  }

  /** The beginning of a line that is finished later; only on a terminal. */
  begin(text: string): void {
    if (!this.live) return;
    this.finishLine();
    const lines = wrap(clean(text, this.colour), this.width, 0, hang);
    // A prompt ends with the blank before what is typed.
    const gap = / *$/.exec(text)?.[0] ?? "";
    this.begun = [...lines.slice(0, -1), `${lines.at(-1) ?? ""}${gap}`];
    this.write(this.begun.join("\n"));
  }

  /**
   * The end of a line that was begun, on the next one what does not fit; false if something else
   * came in between.
   */
  end(text: string): boolean {
    const last = this.begun.at(-1);
    if (last === undefined) return false;
    const more = clean(text, this.colour);
    const isTooLong = textWidth(last + more) > this.width;
    const rest = isTooLong ? wrap(more.trimStart(), this.width, hang) : [];
    this.write(isTooLong ? `\n${rest.join("\n")}\n` : `${more}\n`);
    this.begun = [];
    return true;
  }

  /** The line that was begun is not wanted after all. */
  takeBack(): void {
    // Erase in Line and Cursor Up, ECMA-48 8.3.41 and 8.3.22.
    if (this.begun.length > 0) {
      this.write(`\r\u001B[2K${"\u001B[1A\u001B[2K".repeat(this.begun.length - 1)}`);
    }
    this.begun = [];
  }

  /** The line that was begun, written anew from its start; only on a terminal. */
  redraw(text: string): void {
    if (!this.live) return;
    const line = shorten(clean(text, this.colour), this.width);
    this.write(`\r${line}`);
    this.begun = [line];
  }

  /** Ends a line that was begun, if there is one; before something else is written to the screen. */
  finishLine(): void {
    if (this.begun.length > 0) this.write("\n");
    this.begun = [];
  }

  /** One line of JSON; only in JSON mode. */
  data(value: object): void {
    if (this.json) this.write(`${cleanJson(JSON.stringify(value))}\n`);
  }

  /** The same for what an engine or a plugin says, with its texts in the reader's language. */
  async show(value: object, texts: Localizer): Promise<void> {
    if (!this.json) return;
    const { rendered } = await import("./rendered.js");
    this.data(await rendered(value, texts));
  }

  /** For errors and warnings, so that they are seen when the output is piped elsewhere. */
  problem(text: string, indent = 0, hang = indent): void {
    if (this.json) return;
    this.finishLine();
    for (const line of wrap(clean(text, this.colour), this.width, indent, hang)) {
      this.io.stderr.write(`${line}\n`);
    }
  }

  private write(text: string): void {
    this.io.stdout.write(text);
  }
}
