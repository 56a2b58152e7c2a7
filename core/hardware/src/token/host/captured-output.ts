import type { Readable } from "node:stream";

/** Lines that an error report quotes. */
const quotedLines = 8;
const longestLine = 500;
const notShown = "its output is not shown, since a PIN was given to it";

/**
 * The end of what a module prints, for reports. Modules are known that print the PIN they are given:
 * from the first PIN on nothing of it is kept or quoted.
 */
export class CapturedOutput {
  #partial = "";
  #secret = false;
  readonly #last: string[] = [];

  attach(stream: Readable): void {
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => this.#take(chunk));
  }

  /** To be called before a PIN is given to the process. It cannot be taken back. */
  keepSecret(): void {
    this.#secret = true;
    this.#partial = "";
    this.#last.length = 0;
  }

  /** Whether a PIN was given to the process. */
  get secret(): boolean {
    return this.#secret;
  }

  /** The last lines, newest last, as an error's detail. */
  get quoted(): { readonly detail?: string } {
    if (this.#secret) return { detail: notShown };
    const last = [...this.#last, this.#partial].filter((line) => line.trim() !== "").join("\n");
    return last === "" ? {} : { detail: last };
  }

  #take(chunk: string): void {
    if (this.#secret) return;
    const lines = (this.#partial + chunk).split("\n");
    this.#partial = (lines.pop() ?? "").slice(-longestLine);
    for (const line of lines) {
      if (line.trim() === "") continue;
      this.#last.push(line.slice(0, longestLine));
      if (this.#last.length > quotedLines) this.#last.shift();
    }
  }
}
