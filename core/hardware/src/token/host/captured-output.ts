import type { Readable } from "node:stream";

/** Lines that an error report quotes. */
const quotedLines = 8;
const longestLine = 500;

/** The end of what a module prints, for reports. */
export class CapturedOutput {
  #partial = "";
  readonly #last: string[] = [];

  attach(stream: Readable): void {
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => this.#take(chunk));
  }

  /** The last lines, newest last. */
  get last(): string {
    return [...this.#last, this.#partial].filter((line) => line.trim() !== "").join("\n");
  }

  #take(chunk: string): void {
    const lines = (this.#partial + chunk).split("\n");
    this.#partial = (lines.pop() ?? "").slice(-longestLine);
    for (const line of lines) {
      if (line.trim() === "") continue;
      this.#last.push(line.slice(0, longestLine));
      if (this.#last.length > quotedLines) this.#last.shift();
    }
  }
}
