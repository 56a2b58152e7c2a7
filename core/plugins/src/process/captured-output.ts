import type { Readable } from "node:stream";
import type { OutputBudget } from "./output-budget.js";

/** Lines that an error report quotes. */
const QUOTED_LINES = 8;

/** What a plugin's process prints: passed on line by line up to a limit, the end kept for reports. */
export class CapturedOutput {
  #partial = "";
  readonly #last: string[] = [];

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

  #take(chunk: string): void {
    const lines = (this.#partial + chunk).split("\n");
    this.#partial = (lines.pop() ?? "").slice(-2_000);
    for (const line of lines) {
      if (line === "") continue;
      this.#last.push(line.slice(0, 500));
      if (this.#last.length > QUOTED_LINES) this.#last.shift();
      const kept = this.budget.take(line.length);
      if (kept !== "dropped") this.line(kept === "kept" ? line : "(further output is not kept)");
    }
  }
}
