import type { Readable } from "node:stream";
import type { OutputBudget } from "./output-budget.js";

/** Lines that an error report quotes. */
const QUOTED_LINES = 8;

/** `TypeError: …`, `Error [ERR_X]: …`, `[cause]` lines not: those are indented. */
const ERROR = /^(?:Uncaught )?\[?[A-Z]\w*(?:Error|Exception)\b/;

/** What a plugin's process prints: passed on line by line up to a limit, the end kept for reports. */
export class CapturedOutput {
  #partial = "";
  readonly #last: string[] = [];
  #error: string | undefined;

  constructor(
    private readonly budget: OutputBudget,
    private readonly line: (text: string) => void,
  ) {}

  attach(stream: Readable): void {
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => this.#take(chunk));
  }

  /** The last lines, newest last. */
  get last(): string {
    return [...this.#last, this.#partial].filter((line) => line !== "").join("\n");
  }

  /** The last line that names an error, as Node and V8 print what nobody caught. */
  get error(): string | undefined {
    return this.#error;
  }

  #take(chunk: string): void {
    const lines = (this.#partial + chunk).split("\n");
    this.#partial = (lines.pop() ?? "").slice(-2_000);
    for (const line of lines) {
      if (line === "") continue;
      this.#last.push(line.slice(0, 500));
      if (ERROR.test(line)) this.#error = line.slice(0, 500);
      if (this.#last.length > QUOTED_LINES) this.#last.shift();
      const kept = this.budget.take(line.length);
      if (kept !== "dropped") this.line(kept === "kept" ? line : "(further output is not kept)");
    }
  }
}
