import { parseArgs } from "node:util";
import { Arguments } from "./arguments.js";
import type { CommandDefinition, OptionDefinition, PositionalDefinition } from "./definition.js";
import { globalOptions } from "./global-options.js";

/** A command line that could be read. */
export interface ParsedCommand {
  readonly definition: CommandDefinition;
  readonly args: Arguments;
}

/**
 * Reads a plain command line with what Node has built in, from the same definitions as yargs, which
 * takes ten times as long to load. Answers undefined for help, completion and every mistake: yargs has the
 * words for those.
 */
export function quickParse(
  argv: readonly string[],
  definitions: readonly CommandDefinition[],
): ParsedCommand | undefined {
  const options = { ...globalOptions };
  for (const definition of definitions) Object.assign(options, definition.options);
  const read = readTokens(argv, options);
  if (read === undefined) return undefined;
  const definition = definitions
    .filter((candidate) => startsWith(read.words, candidate.name.split(" ")))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
  if (definition === undefined) return undefined;
  const own = { ...globalOptions, ...definition.options };
  for (const [name, value] of read.values) {
    const option = own[name];
    if (option === undefined || !isChoice(option, value)) return undefined;
  }
  const rest = read.words.slice(definition.name.split(" ").length);
  const positionals = assign(rest, definition.positionals ?? []);
  if (positionals === undefined) return undefined;
  return { definition, args: new Arguments(new Map([...read.values, ...positionals])) };
}

/** Whether the version is asked for, with nothing but global options beside it. */
export function asksVersion(argv: readonly string[]): boolean {
  if (!argv.includes("--version")) return false;
  const read = readTokens(argv, { ...globalOptions, version: { type: "boolean" } });
  return read?.words.length === 0 && read.values.get("version") === true;
}

type Value = string | boolean | readonly string[];

function readTokens(
  argv: readonly string[],
  options: { readonly [name: string]: OptionDefinition },
): { words: readonly string[]; values: ReadonlyMap<string, Value> } | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: Object.fromEntries(
        Object.entries(options).map(([name, { type, multiple = false, short }]) => [
          name,
          { type, multiple, ...(short === undefined ? {} : { short }) },
        ]),
      ),
      allowPositionals: true,
      allowNegative: true,
    });
    const given = Object.entries(values) as [string, Value | undefined][];
    return {
      words: positionals,
      values: new Map(given.filter((entry): entry is [string, Value] => entry[1] !== undefined)),
    };
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (typeof code === "string" && code.startsWith("ERR_PARSE_ARGS_")) return undefined;
    throw error;
  }
}

function isChoice(option: OptionDefinition, value: Value): boolean {
  if (value === false) return option.negated === true;
  return option.choices === undefined || option.choices.includes(String(value));
}

function startsWith(words: readonly string[], name: readonly string[]): boolean {
  return name.every((word, index) => words[index] === word);
}

function assign(
  words: readonly string[],
  positionals: readonly PositionalDefinition[],
): readonly [string, Value][] | undefined {
  const given: [string, Value][] = [];
  let at = 0;
  for (const positional of positionals) {
    const own = positional.variadic === true ? words.slice(at) : words.slice(at, at + 1);
    if (own.length === 0 && positional.required === true) return undefined;
    if (!own.every((word) => positional.choices?.includes(word) ?? true)) return undefined;
    if (own[0] !== undefined) {
      given.push([positional.name, positional.variadic === true ? own : own[0]]);
    }
    at += own.length;
  }
  return at === words.length ? given : undefined;
}
