import yargs, { type Argv, type Options, type PositionalOptions } from "yargs";
import { PerennialError } from "@perennial/api";
import { Arguments } from "./arguments.js";
import { commandTree, type CommandNode } from "./command-tree.js";
import type { CommandDefinition, OptionDefinition, PositionalDefinition } from "./definition.js";
import { globalOptions } from "./global-options.js";
import type { HelpTexts } from "./help-texts.js";
import { namedCommand, type NamedCommand } from "./named-command.js";
import type { ParsedCommand } from "./quick-parse.js";

/** What yargs made of a command line: a command, or text to print (help, completions). */
export type YargsResult =
  | { readonly kind: "command"; readonly command: ParsedCommand }
  | { readonly kind: "text"; readonly text: string };

/**
 * Reads a command line with yargs: help in the reader's language, completions, and mistakes.
 * @param width characters of a line of help.
 * @throws PerennialError `usage.invalid`, `usage.unknown-command`, `usage.command-missing`
 */
export async function yargsParse(
  argv: readonly string[],
  definitions: readonly CommandDefinition[],
  texts: HelpTexts,
  width: number,
): Promise<YargsResult> {
  let found: ParsedCommand | undefined;
  let problem: string | undefined;
  const parser = yargs([])
    .scriptName("perennial")
    .locale("en")
    // Its types know texts alone; texts by plural form are taken as well.
    .updateStrings(texts.words as { [key: string]: string })
    .usage(texts.text("help.usage"))
    .parserConfiguration({ "parse-numbers": false, "parse-positional-numbers": false })
    .wrap(width)
    .version(false)
    .help("help", texts.text("option.help"))
    .alias("help", "h")
    .option("version", { type: "boolean", describe: texts.text("option.version") })
    .options(describeOptions(globalOptions, texts))
    .completion("completion", texts.text("command.completion"))
    .epilogue(texts.text("help.epilogue"))
    .strict()
    .exitProcess(false)
    .demandCommand(1, texts.text("usage.command-missing"))
    .fail((message, error) => {
      // A mistake of our own code arrives here too; yargs gives no message for it then.
      if (error !== undefined && error !== null && error.name !== "YError") throw error;
      problem ??= message;
    });
  for (const node of commandTree(definitions)) {
    add(parser, node, texts, (definition, values) => {
      found = { definition, args: readArguments(values, definition) };
    });
  }
  let printed = "";
  await new Promise<void>((resolve, reject) => {
    // With a callback yargs prints nothing itself.
    const parsed: unknown = parser.parse([...argv], {}, (error, _, output) => {
      printed = output;
      if (error !== null && error !== undefined && problem === undefined) reject(error);
      else resolve();
    });
    Promise.resolve(parsed).then(
      () => resolve(),
      (error: unknown) => reject(error as Error),
    );
  });
  if (problem !== undefined) throw mistake(problem, namedCommand(argv, definitions), texts);
  if (found !== undefined) return { kind: "command", command: found };
  return { kind: "text", text: withoutEmptyLists(printed) };
}

/** yargs shows the empty list as the default of an argument that takes several. */
function withoutEmptyLists(help: string): string {
  // The type stays at the right edge.
  return help.replaceAll(/( *)(\[[^[\]]*\]) \[[^[\]]*\[\]\]$/gm, (whole, _gap, type: string) =>
    type.padStart(whole.length),
  );
}

/** A group that stands alone is told with its commands. */
function mistake(
  problem: string,
  { path, choices, unknown }: NamedCommand,
  texts: HelpTexts,
): PerennialError {
  // Where an option is wrong as well, its value may have been taken for the word.
  if (unknown !== undefined && texts.saysUnknown(problem, unknown.word)) {
    return new PerennialError("usage.unknown-command", {
      command: path,
      ...unknown,
      guess: unknown.near === "" ? "no" : "yes",
    });
  }
  if (choices.length === 0) return new PerennialError("usage.invalid", { problem, command: path });
  const problems = choices.map((choice) => ({
    path: `perennial ${choice.path}`,
    text: { key: `command.${choice.path.replaceAll(" ", ".")}` },
  }));
  return new PerennialError("usage.command-missing", { command: path, problems });
}

type Found = (definition: CommandDefinition, values: { readonly [name: string]: unknown }) => void;

function add(parser: Argv, node: CommandNode, texts: HelpTexts, onFound: Found): void {
  const { definition } = node;
  const describe = texts.text(`command.${node.path.replaceAll(" ", ".")}`);
  if (definition === undefined) {
    parser.command(node.word, describe, (sub) => {
      for (const child of node.children) add(sub, child, texts, onFound);
      return sub.demandCommand(1, texts.text("usage.command-missing")).strict();
    });
    return;
  }
  const positionals = definition.positionals ?? [];
  parser.command(
    [node.word, ...positionals.map(usageOf)].join(" "),
    describe,
    (sub) => {
      for (const positional of positionals) {
        sub.positional(positional.name, describePositional(positional, texts));
      }
      return sub.options(describeOptions(definition.options ?? {}, texts));
    },
    (values) => onFound(definition, values),
  );
}

function usageOf({ name, required = false, variadic = false }: PositionalDefinition): string {
  const inner = variadic ? `${name}..` : name;
  return required ? `<${inner}>` : `[${inner}]`;
}

function describePositional(positional: PositionalDefinition, texts: HelpTexts): PositionalOptions {
  const { name, choices, describe = `argument.${name}` } = positional;
  return {
    type: "string",
    describe: texts.text(describe),
    ...(choices === undefined ? {} : { choices: [...choices] }),
  };
}

function describeOptions(
  options: { readonly [name: string]: OptionDefinition },
  texts: HelpTexts,
): { [name: string]: Options } {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => {
      const { type, choices, multiple, short, negated, describe = `option.${name}` } = option;
      return [
        name,
        {
          type,
          describe: texts.text(describe),
          ...(choices === undefined ? {} : { choices: [...choices] }),
          ...(multiple === true ? { array: true, nargs: 1 } : {}),
          ...(type === "string" ? { requiresArg: true } : {}),
          ...(short === undefined ? {} : { alias: short }),
          ...(negated === true ? { default: true, defaultDescription: texts.text("help.on") } : {}),
        },
      ];
    }),
  );
}

function readArguments(
  values: { readonly [name: string]: unknown },
  definition: CommandDefinition,
): Arguments {
  const options = { ...globalOptions, ...definition.options };
  const names = [
    ...(definition.positionals ?? []).map(({ name }) => name),
    ...Object.keys(options),
  ];
  const given = new Map<string, string | boolean | readonly string[]>();
  for (const name of names) {
    const value = values[name];
    // yargs fills in the default; the quick parser leaves out what was not given.
    if (options[name]?.negated === true && value === true) continue;
    if (typeof value === "string" || typeof value === "boolean") given.set(name, value);
    else if (Array.isArray(value) && value.length > 0) given.set(name, value.map(String));
  }
  return new Arguments(given);
}
