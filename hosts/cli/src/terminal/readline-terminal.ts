import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { PerennialError } from "@perennial/api";
import type { HostIo } from "../host-io.js";
import type { Terminal } from "./terminal.js";

/** {@link Terminal} over `node:readline`. The terminal is left in its normal mode between questions. */
export class ReadlineTerminal implements Terminal {
  readonly interactive = true;
  /** Lines that were typed ahead. */
  private readonly ahead: string[] = [];
  private ended = false;

  constructor(private readonly io: Pick<HostIo, "stdin" | "stdout" | "interrupt">) {}

  ask(prompt: string, overtaken?: AbortSignal): Promise<string> {
    return this.read(prompt, false, overtaken);
  }

  secret(prompt: string): Promise<string> {
    return this.read(prompt, true);
  }

  keys(onKey: (key: Uint8Array) => boolean): Promise<void> {
    const { stdin, interrupt } = this.io;
    return new Promise<void>((resolve, reject) => {
      const settle = (end: () => void) => {
        stdin.off("data", onData);
        stdin.off("end", onEnd);
        interrupt?.removeEventListener("abort", onAbort);
        stdin.setRawMode?.(false);
        stdin.pause();
        end();
      };
      const onAbort = () => settle(() => reject(new PerennialError("cli.interrupted")));
      const onEnd = () => settle(() => reject(this.endOfInput()));
      const onData = (chunk: Buffer | string) => {
        const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
        try {
          for (const byte of bytes) {
            // In raw mode Ctrl-C and Ctrl-D are ordinary characters.
            if (byte === 3) return onAbort();
            if (byte === 4) return onEnd();
            if (onKey(Uint8Array.of(byte))) return settle(resolve);
          }
        } finally {
          // What was typed may be a PIN.
          bytes.fill(0);
        }
      };
      const typed = this.ahead.shift();
      if (typed !== undefined) return onData(`${typed}\r`);
      if (this.ended) return onEnd();
      stdin.setRawMode?.(true);
      stdin.on("data", onData);
      stdin.on("end", onEnd);
      interrupt?.addEventListener("abort", onAbort);
      stdin.resume();
    });
  }

  private read(prompt: string, hidden: boolean, overtaken?: AbortSignal): Promise<string> {
    const { stdin, stdout, interrupt } = this.io;
    const typed = this.ahead.shift();
    if (typed !== undefined) {
      stdout.write(hidden ? `${prompt}\n` : `${prompt}${typed}\n`);
      return Promise.resolve(typed);
    }
    if (this.ended) return Promise.reject(this.endOfInput());
    if (interrupt?.aborted === true) return Promise.reject(new PerennialError("cli.interrupted"));
    if (hidden) stdout.write(prompt);
    return new Promise((resolve, reject) => {
      const output = hidden ? silent() : stdout;
      const reader = createInterface({ input: stdin, output, terminal: true, historySize: 0 });
      let answer: string | undefined;
      let interrupted = false;
      const onAbort = () => {
        interrupted = true;
        reject(new PerennialError("cli.interrupted"));
        reader.close();
      };
      const onOvertaken = () => {
        answer ??= "";
        stdout.write("\n");
        reader.close();
      };
      interrupt?.addEventListener("abort", onAbort);
      overtaken?.addEventListener("abort", onOvertaken);
      reader.on("line", (line) => {
        if (answer !== undefined) {
          this.ahead.push(line);
          return;
        }
        answer = line;
        // Lines of the same chunk are still to come; they belong to the next questions.
        setImmediate(() => reader.close());
      });
      reader.on("SIGINT", onAbort);
      reader.on("close", () => {
        interrupt?.removeEventListener("abort", onAbort);
        overtaken?.removeEventListener("abort", onOvertaken);
        if (hidden) stdout.write("\n");
        if (answer !== undefined) return resolve(answer);
        if (!interrupted) reject(this.endOfInput());
      });
      reader.setPrompt(hidden ? "" : prompt);
      reader.prompt();
    });
  }

  private endOfInput(): PerennialError {
    this.ended = true;
    return new PerennialError("cli.input-ended");
  }
}

function silent(): Writable {
  return new Writable({
    write(_chunk, _encoding, callback) {
      callback();
    },
  });
}
