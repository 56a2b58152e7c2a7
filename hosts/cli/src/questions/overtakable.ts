import type { Terminal } from "../terminal/terminal.js";

/** A question went away while it was asked: another process answered it. */
export class Overtaken extends Error {
  override readonly name = "Overtaken";
}

/**
 * The terminal for one question, of however many lines.
 * @returns one whose methods throw {@link Overtaken} once `signal` is aborted.
 */
export function overtakable(terminal: Terminal, signal: AbortSignal): Terminal {
  const unless = async <T>(asked: Promise<T>): Promise<T> => {
    const given = await asked;
    if (signal.aborted) throw new Overtaken("The question was answered elsewhere.");
    return given;
  };
  return {
    interactive: terminal.interactive,
    ask: (prompt) => unless(terminal.ask(prompt, signal)),
    secret: (prompt) => unless(terminal.secret(prompt, signal)),
    keys: (onKey, rest) => unless(terminal.keys(onKey, rest, signal)),
    hush: () => terminal.hush(),
    speak: () => terminal.speak(),
  };
}
