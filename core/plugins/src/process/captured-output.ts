import type { Readable } from "node:stream";

/** Lines that an error report quotes. */
const QUOTED_LINES = 8;

/** What a plugin's process prints: passed on line by line up to a limit, the end kept for reports. */
export class CapturedOutput {
  #left: number;
  #partial = "";
  readonly #last: string[] = [];

  constructor(
    limit: number,
    private readonly line: (text: string) => void,
  ) {
    this.#left = limit;
  }

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
      if (this.#left <= 0) continue;
      this.#left -= line.length;
      this.line(this.#left > 0 ? line : "(further output is not kept)");
    }
  }
}
