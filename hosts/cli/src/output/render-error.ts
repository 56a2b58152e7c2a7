import type { ErrorData } from "@perennial/api";
import type { Localizer } from "@perennial/l10n";
import type { Problem } from "../drive/answer-source.js";
import { readProblems } from "../drive/read-problems.js";
import type { Output } from "./output.js";
import { say } from "./say.js";

/** How an error is shown. */
export interface ShowErrorOptions {
  readonly out: Output;
  readonly texts: Localizer;
  readonly verbose: boolean;
  /** Part of a command's result, among its lines, rather than the reason why there is none. */
  readonly inline?: boolean;
}

/** What happened, why, what to do now, and the code. With `verbose` the causes too; never a stack. */
export async function showError(
  error: ErrorData,
  { out, texts, verbose, inline = false }: ShowErrorOptions,
): Promise<void> {
  const write = (text: string, indent?: number, hang?: number): void =>
    inline ? out.line(text, indent, hang) : out.problem(text, indent, hang);
  const { what, next, code } = await texts.error(error);
  const label = await say(texts, "error.label");
  write(`${out.style("bad", label)} ${what}`, 0, 2);
  for (const problem of readProblems(error)) {
    const value = await problemText(problem, texts, error.plugin);
    const words =
      problem.path === "" ? value : await say(texts, "pair", { label: problem.path, value });
    write(`- ${words}`, 2, 4);
  }
  if (next !== undefined) write(next, 2);
  write(await say(texts, "error.code", { code }), 2);
  if (!verbose) return;
  for (let at: ErrorData | undefined = error; at !== undefined; at = at.cause) {
    const detail = at.detail ?? JSON.stringify(at.params);
    write(await say(texts, "error.detail", { code: at.code, detail }), 2, 4);
  }
}

/** What is wrong, in the reader's language if there are words for it. */
export async function problemText(
  { text, message = "" }: Problem,
  texts: Localizer,
  owner?: string,
): Promise<string> {
  if (text === undefined) return message;
  // A plugin may write the key of a pattern's words `%key%`, as it does elsewhere in its manifest.
  const known = { ...text, key: /^%([^%]+)%$/.exec(text.key)?.[1] ?? text.key };
  return (await texts.has(known.key, owner)) ? texts.text(known, owner) : message;
}

/** An error as `--json` shows it: with its texts, so that a program need not know the catalogues. */
export async function errorJson(error: ErrorData, texts: Localizer): Promise<object> {
  const { what, next } = await texts.error(error);
  return {
    code: error.code,
    message: what,
    ...(next === undefined ? {} : { next }),
    params: error.params,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.plugin === undefined ? {} : { plugin: error.plugin }),
    ...(error.step === undefined ? {} : { step: error.step }),
    ...(error.retry === undefined ? {} : { retry: error.retry }),
    ...(error.effect === undefined ? {} : { effect: error.effect }),
    ...(error.cause === undefined ? {} : { cause: await errorJson(error.cause, texts) }),
  };
}
