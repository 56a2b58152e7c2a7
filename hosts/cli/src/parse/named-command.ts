import { parseArgs } from "node:util";
import { commandTree, type CommandNode } from "./command-tree.js";
import type { CommandDefinition } from "./definition.js";
import { globalOptions } from "./global-options.js";

/** The command or group that a command line names, also one that is wrong otherwise. */
export interface NamedCommand {
  /** Empty if it names none. */
  readonly path: string;
  /** The commands of a group, where the group is all that it names. */
  readonly choices: readonly CommandNode[];
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
  const node = commandTree(definitions).find(({ word }) => word === first);
  if (node === undefined) return { path: "", choices: [] };
  const child = node.children.find(({ word }) => word === second);
  const isGroup = node.definition === undefined && positionals.length === 1;
  return { path: (child ?? node).path, choices: isGroup ? node.children : [] };
}
