import type { CommandDefinition } from "./definition.js";

/** A word of the command line: a command, or a group of commands. */
export interface CommandNode {
  readonly word: string;
  /** All words from the first on. */
  readonly path: string;
  readonly definition?: CommandDefinition;
  readonly children: readonly CommandNode[];
}

/** Commands of several words grouped under their first one, in the order they are defined. */
export function commandTree(definitions: readonly CommandDefinition[]): readonly CommandNode[] {
  const groups = new Map<string, CommandDefinition[]>();
  for (const definition of definitions) {
    const word = definition.name.split(" ", 1)[0] ?? definition.name;
    groups.set(word, [...(groups.get(word) ?? []), definition]);
  }
  return [...groups].map(([word, members]) => {
    const own = members.find(({ name }) => name === word);
    const children = members
      .filter((member) => member !== own)
      .map((definition) => ({
        word: definition.name.slice(word.length + 1),
        path: definition.name,
        definition,
        children: [],
      }));
    return { word, path: word, ...(own === undefined ? {} : { definition: own }), children };
  });
}
