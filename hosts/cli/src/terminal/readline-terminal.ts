import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { PerennialError } from "@perennial/api";
import type { HostIo } from "../host-io.js";
import { clean } from "../output/clean.js";
import { wrap } from "../output/wrap.js";
import type { Terminal } from "./terminal.js";

/** Columns after a question in which an answer begins on the same line. */
const roomForAnswer = 8;

/** {@link Terminal} over `node:readline`. The terminal is left in its normal mode between questions. */
export class ReadlineTerminal implements Terminal {
  readonly interactive = true;
  /** Lines that were typed ahead. */
  private readonly ahead: string[] = [];
  private ended = false;
  /** Ends what keeps typing off the screen. */
  private hushed: (() => void) | undefined;

  /**
   * @param beforePrompt ends a line that is being written.
   * @param afterQuiet calls back when nothing was typed for a while; returns what ends the waiting.
   */
  constructor(
    private readonly io: Pick<HostIo, "stdin" | "stdout" | "interrupt" | "stop">,
    private readonly beforePrompt: () => void = () => undefined,
    private readonly afterQuiet: (call: () => void) => () => void = afterHalfASecond,
  ) {}

  ask(prompt: string, overtaken?: AbortSignal): Promise<string> {
    return this.read(prompt, false, overtaken);
  }

  secret(prompt: string, overtaken?: AbortSignal): Promise<string> {
    return this.read(prompt, true, overtaken);
  }

  hush(): void {
    const { stdin, stop } = this.io;
    if (this.hushed !== undefined || this.ended) return;
    const onData = (chunk: Buffer | string) => {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      // In raw mode Ctrl-C is an ordinary character.
      if (bytes.includes(3)) stop?.();
      bytes.fill(0);
    };
    const onEnd = () => {
      this.ended = true;
    };
    this.hushed = () => {
      stdin.off("data", onData);
      stdin.off("end", onEnd);
      stdin.setRawMode?.(false);
      stdin.pause();
    };
    stdin.setRawMode?.(true);
    stdin.on("data", onData);
    stdin.on("end", onEnd);
    stdin.resume();
  }

  speak(): void {
    this.hushed?.();
    this.hushed = undefined;
  }

  keys(
    onKey: (key: Uint8Array) => boolean,
    rest?: "dropped",
    overtaken?: AbortSignal,
  ): Promise<void> {
    const { stdin, interrupt } = this.io;
    this.speak();
    return new Promise<void>((resolve, reject) => {
      let isEnough = false;
      let isSettled = false;
      let keepWaiting: () => void = () => undefined;
      const settle = (end: () => void) => {
        isSettled = true;
        keepWaiting();
        stdin.off("data", onData);
        stdin.off("end", onEnd);
        interrupt?.removeEventListener("abort", onAbort);
        overtaken?.removeEventListener("abort", onOvertaken);
        stdin.setRawMode?.(false);
        stdin.pause();
        end();
      };
      const onAbort = () => settle(() => reject(new PerennialError("cli.interrupted")));
      const onEnd = () => settle(() => reject(this.endOfInput()));
      const onOvertaken = () => settle(resolve);
      const onByte = (byte: number) => {
        // In raw mode Ctrl-C and Ctrl-D are ordinary characters.
        if (byte === 3) return onAbort();
        if (byte === 4) return onEnd();
        if (!isEnough) isEnough = onKey(Uint8Array.of(byte));
        if (isEnough && rest !== "dropped") settle(resolve);
      };
      const onData = (chunk: Buffer | string) => {
        const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
        try {
          for (const byte of bytes) {
            if (isSettled) return;
            onByte(byte);
          }
        } finally {
          // What was typed may be a PIN.
          bytes.fill(0);
        }
        if (!isEnough || isSettled) return;
        // Each key begins the quiet anew: a person looks up only when the bar is long full.
        keepWaiting();
        keepWaiting = this.afterQuiet(() => settle(resolve));
      };
      const typed = this.ahead.shift();
      if (typed !== undefined) onData(`${typed}\r`);
      if (isSettled) return;
      if (this.ended) return onEnd();
      if (interrupt?.aborted === true) return onAbort();
      if (overtaken?.aborted === true) return onOvertaken();
      overtaken?.addEventListener("abort", onOvertaken);
      stdin.setRawMode?.(true);
      stdin.on("data", onData);
      stdin.on("end", onEnd);
      interrupt?.addEventListener("abort", onAbort);
      stdin.resume();
    });
  }

  private read(text: string, hidden: boolean, overtaken?: AbortSignal): Promise<string> {
    const { stdin, stdout, interrupt } = this.io;
    this.speak();
    this.beforePrompt();
    const prompt = this.laidOut(text);
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
        if (!hidden) stdout.write("\n");
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
        // What comes next begins a line of its own, also when no Enter ended this one.
        if (hidden || answer === undefined) stdout.write("\n");
        if (answer !== undefined) return resolve(answer);
        if (!interrupted) reject(this.endOfInput());
      });
      reader.setPrompt(hidden ? "" : prompt);
      reader.prompt();
    });
  }

  /** The prompt's last line; those before it are written. */
  private laidOut(text: string): string {
    const { stdout } = this.io;
    const [, margin = "", words = "", gap = ""] = /^( *)(.*?)( *)$/s.exec(clean(text)) ?? [];
    const width = Math.max(stdout.columns ?? 80, 40) - roomForAnswer;
    const lines = wrap(words, width, margin.length, margin.length);
    for (const line of lines.slice(0, -1)) stdout.write(`${line}\n`);
    return `${lines.at(-1) ?? ""}${gap}`;
  }

  private endOfInput(): PerennialError {
    this.ended = true;
    return new PerennialError("cli.input-ended");
  }
}

function afterHalfASecond(call: () => void): () => void {
  const timer = setTimeout(call, 500);
  return () => clearTimeout(timer);
}

function silent(): Writable {
  return new Writable({
    write(_chunk, _encoding, callback) {
      callback();
    },
  });
}
