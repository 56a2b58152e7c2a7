import { existsSync } from "node:fs";
import type { DependencyContainer } from "tsyringe";
import { toErrorData, type PerennialError } from "@perennial/api";
import type { Localizer } from "@perennial/l10n";
import { commands } from "./commands/index.js";
import type { Composition } from "./compose/compose.js";
import { ExitCode, worstOf } from "./exit-code.js";
import type { Home } from "./home/home.js";
import type { HostIo } from "./host-io.js";
import { Installation } from "./installation.js";
import type { JsonLinesLog } from "./log/log-file.js";
import type { Output } from "./output/output.js";
import { say } from "./output/say.js";
import { glimpse } from "./parse/glimpse.js";
import { refusePins, withoutPins } from "./parse/pin-in-arguments.js";
import { asksVersion, quickParse, type ParsedCommand } from "./parse/quick-parse.js";
import { takeOver } from "./parse/take-over.js";
import { report } from "./report/report.js";
import { beginSpeech } from "./report/speech.js";
import { openTerminal } from "./terminal/open-terminal.js";

/** Replaces services of the composition root; for tests. */
export type Bind = (scope: DependencyContainer) => void;

/**
 * Runs one command line.
 * @param argv the arguments, without the program's name.
 * @returns the exit code.
 */
export async function run(argv: readonly string[], io: HostIo, bind?: Bind): Promise<ExitCode> {
  let composition: Composition | undefined;
  const speech = beginSpeech(withoutPins(argv), io, async (owner, language) =>
    composition?.pluginTexts(owner, language),
  );
  const { texts, out, home, log } = speech;
  let name = "";
  const reported = (error: unknown) => report(error, name, speech);
  let exitCode: ExitCode;
  try {
    // Before any command, message or log could repeat it.
    refusePins(argv);
    const parsed = await parse(argv, out, texts);
    if (parsed === undefined) return ExitCode.done;
    name = parsed.definition.name;
    const args = await takeOver(parsed.args);
    const { Composition } = await import("./compose/compose.js");
    const { SystemClock } = await import("@perennial/engine");
    const terminal = await openTerminal(io, args, out);
    composition = new Composition(
      {
        io,
        args,
        home,
        clock: io.clock ?? new SystemClock(),
        log,
        out,
        terminal,
        installation: new Installation(import.meta.url),
        moduleUrl: import.meta.url,
      },
      texts,
    );
    bind?.(composition.scope);
    const type = await parsed.definition.load();
    const result = await composition.scope.resolve(type).run(args);
    await out.show({ perennial: 1, command: name, ...result.data }, texts);
    exitCode = result.exitCode;
  } catch (error) {
    exitCode = await reported(error);
  }
  const code = worstOf([exitCode, await ended(composition, exitCode, { home, log, reported })]);
  if (log.refusal !== undefined) await warn(log.refusal, out, texts);
  return code;
}

async function warn(error: PerennialError, out: Output, texts: Localizer): Promise<void> {
  const { what, code } = await texts.error(toErrorData(error));
  const text = `${what} [${code}]`;
  out.problem(out.style("warning", await say(texts, "sign.warning", { text })), 0, 2);
}

interface Ending {
  readonly home: Home;
  readonly log: JsonLinesLog;
  readonly reported: (error: unknown) => Promise<ExitCode>;
}

/** Ends what the command needed. What went wrong with that is told, unless an error was told before. */
async function ended(
  composition: Composition | undefined,
  exitCode: ExitCode,
  { home, log, reported }: Ending,
): Promise<ExitCode> {
  try {
    await composition?.dispose();
    return ExitCode.done;
  } catch (error) {
    if (exitCode === ExitCode.done) return reported(error);
    if (existsSync(home.folder)) {
      log.write("warn", "not-ended", { error: JSON.stringify(toErrorData(error)) });
    }
    return ExitCode.done;
  }
}

/** @returns undefined if there was nothing but text to print. */
async function parse(
  argv: readonly string[],
  out: Output,
  texts: Localizer,
): Promise<ParsedCommand | undefined> {
  const quick = quickParse(argv, commands);
  if (quick !== undefined) return quick;
  if (asksVersion(argv)) {
    const version = new Installation(import.meta.url).version();
    out.block(version);
    out.data({ perennial: 1, command: "version", version });
    return undefined;
  }
  const [{ yargsParse }, { HelpTexts }] = await Promise.all([
    import("./parse/yargs-parse.js"),
    import("./parse/help-texts.js"),
  ]);
  const help = await HelpTexts.load(texts, commands);
  const words = argv.length === 0 ? ["--help"] : argv;
  const result = await yargsParse(words, commands, help, out.width);
  if (result.kind === "command") return result.command;
  const isScript = /^#.*perennial/.test(result.text) && result.text.includes("completions-###");
  if (isScript) return showScript(result.text, out, texts, glimpse(argv).lang);
  out.block(result.text);
  out.data({ perennial: 1, command: "help", text: result.text });
  return undefined;
}

async function showScript(
  text: string,
  out: Output,
  texts: Localizer,
  language: string | undefined,
): Promise<undefined> {
  const { completionScript } = await import("./parse/completion-script.js");
  const script = await completionScript(text, texts, language);
  out.block(script);
  out.data({ perennial: 1, command: "completion", script });
  return undefined;
}
