import { existsSync } from "node:fs";
import type { DependencyContainer } from "tsyringe";
import { PerennialError, toErrorData } from "@perennial/api";
import { chooseLanguage, l10nCatalogue, type Localizer } from "@perennial/l10n";
import { commands } from "./commands/index.js";
import type { Composition } from "./compose/compose.js";
import { ExitCode, exitCodeOf, worstOf } from "./exit-code.js";
import { locateHome, type Home } from "./home/home.js";
import type { HostIo } from "./host-io.js";
import { Installation } from "./installation.js";
import { catalogue } from "./l10n/index.js";
import { Lazy } from "./lazy.js";
import { JsonLinesLog } from "./log/log-file.js";
import { Output } from "./output/output.js";
import { errorJson, showError } from "./output/render-error.js";
import { say } from "./output/say.js";
import { glimpse } from "./parse/glimpse.js";
import { asksVersion, quickParse, type ParsedCommand } from "./parse/quick-parse.js";
import { openTerminal } from "./terminal/open-terminal.js";
import { HostLocalizer } from "./texts/host-localizer.js";
import { packageCatalogues } from "./texts/package-catalogues.js";

/** Replaces services of the composition root; for tests. */
export type Bind = (scope: DependencyContainer) => void;

/**
 * Runs one command line.
 * @param argv the arguments, without the program's name.
 * @returns the exit code.
 */
export async function run(argv: readonly string[], io: HostIo, bind?: Bind): Promise<ExitCode> {
  const hints = glimpse(argv);
  const language = chooseLanguage({ wanted: hints.lang, environment: io.env });
  let composition: Composition | undefined;
  const texts = new HostLocalizer(
    language,
    [catalogue, l10nCatalogue],
    new Lazy(packageCatalogues),
    async (owner) => composition?.pluginTexts(owner, language),
    "perennial",
  );
  // A shell that asks for completions has the half-written command line as arguments.
  const json = hints.json && !argv.includes("--get-yargs-completions");
  const { colour, repeated } = hints;
  const out = new Output(io, { json, colour, repeated });
  const home = locateHome(hints.home, io);
  const clock = io.clock ?? { now: () => Date.now(), sleep: () => Promise.resolve() };
  const log = new JsonLinesLog(home.log, clock);
  let name = "";
  const reported = (error: unknown) =>
    report(error, { name, out, texts, log, home, verbose: hints.verbose });
  let exitCode: ExitCode;
  try {
    const parsed = await parse(argv, out, texts);
    if (parsed === undefined) return ExitCode.done;
    name = parsed.definition.name;
    const { Composition } = await import("./compose/compose.js");
    const { SystemClock } = await import("@perennial/engine");
    const terminal = await openTerminal(io, parsed.args, out);
    composition = new Composition(
      {
        io,
        args: parsed.args,
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
    const result = await composition.scope.resolve(type).run(parsed.args);
    await out.show({ perennial: 1, command: name, ...result.data }, texts);
    exitCode = result.exitCode;
  } catch (error) {
    exitCode = await reported(error);
  }
  return worstOf([exitCode, await ended(composition, exitCode, { home, log, reported })]);
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
  out.block(result.text);
  const isScript = argv[0] === "completion" && !argv.includes("--help");
  const text = isScript ? { script: result.text } : { text: result.text };
  out.data({ perennial: 1, command: isScript ? "completion" : "help", ...text });
  return undefined;
}

interface Reporting {
  readonly name: string;
  readonly out: Output;
  readonly texts: Localizer;
  readonly log: JsonLinesLog;
  readonly home: Home;
  readonly verbose: boolean;
}

async function report(thrown: unknown, { name, out, texts, log, home, verbose }: Reporting) {
  const error = gone(thrown, home) ?? expected(thrown) ?? unexpected(thrown, log);
  // The log lies in the home, which is not made anew to say that it is gone.
  if (error.code !== "cli.home-gone") {
    log.write(error.code === "internal.unexpected" ? "error" : "warn", "command.failed", {
      command: name,
      error: JSON.stringify(error),
    });
  }
  if (out.json) {
    out.data({ perennial: 1, command: name, error: await errorJson(error, texts) });
  } else {
    await showError(error, { out, texts, verbose });
    if (error.code === "internal.unexpected") {
      out.problem(await say(texts, "error.log", { path: log.path }), 2);
    }
    if (error.code.startsWith("usage.")) {
      const command = ["perennial", ...(name === "" ? [] : [name]), "--help"].join(" ");
      out.problem(await say(texts, "usage.help", { command }), 2);
    }
  }
  return exitCodeOf(error);
}

/** Somebody removed the folder while the command ran: whatever the journal says follows from that. */
function gone(thrown: unknown, { folder }: Home) {
  if (!PerennialError.is(thrown) || thrown.code !== "store.io") return undefined;
  if (existsSync(folder)) return undefined;
  return toErrorData(new PerennialError("cli.home-gone", { folder }, { cause: thrown }));
}

function expected(thrown: unknown) {
  if (!PerennialError.is(thrown) || thrown.code === "internal.unexpected") return undefined;
  return toErrorData(thrown);
}

/** The trace goes to the log, never to the screen. */
function unexpected(thrown: unknown, log: JsonLinesLog) {
  const trace = thrown instanceof Error ? (thrown.stack ?? "") : "";
  log.write("error", "unexpected", { trace });
  const data = toErrorData(thrown);
  return { ...data, code: "internal.unexpected", params: { ...data.params, log: log.path } };
}
