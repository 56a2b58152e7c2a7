import { parseArgs } from "node:util";
import { commandTree, type CommandNode } from "./command-tree.js";
import type { CommandDefinition } from "./definition.js";
import { globalOptions } from "./global-options.js";
import { nearest } from "./nearest.js";

/** The command or group that a command line names, also one that is wrong otherwise. */
export interface NamedCommand {
  /** Empty if it names none. */
  readonly path: string;
  /** The commands of a group, where the group is all that it names. */
  readonly choices: readonly CommandNode[];
  /** The word that should be a command, or one of the group, and is none. */
  readonly unknown?: UnknownCommand;
}

export interface UnknownCommand {
  readonly word: string;
  /** The command that was probably meant, in full; empty if none is near. */
  readonly near: string;
}

/** Looks past every option, known or not, for what is meant. */
export function namedCommand(
  argv: readonly string[],
  definitions: readonly CommandDefinition[],
): NamedCommand {
  const options = { ...globalOptions };
  for (const definition of definitions) Object.assign(options, definition.options);
  const { positionals } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      Object.entries(options).map(([name, { type, multiple = false, short }]) => [
        name,
        { type, multiple, ...(short === undefined ? {} : { short }) },
      ]),
    ),
    allowPositionals: true,
    allowNegative: true,
    strict: false,
  });
  const [first, second] = positionals;
  const tree = commandTree(definitions);
  const node = tree.find(({ word }) => word === first);
  if (node === undefined) return { path: "", choices: [], ...unknown(first, tree) };
  const child = node.children.find(({ word }) => word === second);
  const isGroup = node.definition === undefined;
  return {
    path: (child ?? node).path,
    choices: isGroup && positionals.length === 1 ? node.children : [],
    ...(isGroup && child === undefined ? unknown(second, node.children) : {}),
  };
}

function unknown(
  word: string | undefined,
  nodes: readonly CommandNode[],
): { readonly unknown?: UnknownCommand } {
  if (word === undefined) return {};
  const near = nearest(
    word,
    nodes.map((node) => node.word),
  );
  const path = nodes.find((node) => node.word === near)?.path ?? "";
  return { unknown: { word, near: path } };
}
