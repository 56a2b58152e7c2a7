import type { Localizer } from "@perennial/l10n";
import type { CommandDefinition } from "./definition.js";
import { globalOptions } from "./global-options.js";

/** Texts for help, at hand: yargs cannot wait for them. */
export class HelpTexts {
  private constructor(
    private readonly texts: ReadonlyMap<string, string>,
    /** yargs' own words, by their English. */
    readonly words: { readonly [english: string]: string | Forms },
  ) {}

  text(key: string): string {
    return this.texts.get(key) ?? key;
  }

  /** Whether yargs does not know a word, and names nothing before it that it does not know. */
  saysUnknown(problem: string, word: string): boolean {
    return ["Unknown command: %s", "Unknown argument: %s"].some((english) => {
      const forms = this.words[english];
      const text = typeof forms === "object" ? forms.one : forms;
      const own = text?.replace("%s", () => word);
      return own !== undefined && (problem === own || problem.startsWith(`${own}, `));
    });
  }

  static async load(
    localizer: Localizer,
    definitions: readonly CommandDefinition[],
  ): Promise<HelpTexts> {
    const keys = new Set(["help.usage", "help.epilogue", "help.on", "usage.command-missing"]);
    keys.add("option.help").add("option.version").add("command.completion");
    for (const { name, positionals = [], options = {} } of definitions) {
      const words = name.split(" ");
      words.forEach((_, index) => keys.add(`command.${words.slice(0, index + 1).join(".")}`));
      for (const { name, describe = `argument.${name}` } of positionals) keys.add(describe);
      for (const [name, { describe = `option.${name}` }] of Object.entries({
        ...globalOptions,
        ...options,
      })) {
        keys.add(describe);
      }
    }
    const texts = new Map<string, string>();
    for (const key of keys) texts.set(key, await localizer.text({ key }));
    const words: { [english: string]: string | Forms } = {};
    for (const [key, english] of Object.entries(yargsWords)) {
      const word = await localizer.text({ key: `yargs.${key}` });
      words[english] = counted.has(key) ? { one: word, other: word } : word;
    }
    return new HelpTexts(texts, words);
  }
}

/** A text by plural form, as yargs takes it. */
interface Forms {
  readonly one: string;
  readonly other: string;
}

/** Texts that yargs looks up by number; ours say the same for one and for many. */
const counted: ReadonlySet<string> = new Set([
  "too-few",
  "too-many",
  "missing-value",
  "missing-argument",
  "unknown-argument",
  "unknown-command",
]);

/** What yargs says by itself. `%s` stays where it is. */
const yargsWords: { readonly [key: string]: string } = {
  commands: "Commands:",
  options: "Options:",
  positionals: "Positionals:",
  boolean: "boolean",
  string: "string",
  array: "array",
  required: "required",
  default: "default:",
  choices: "choices:",
  aliases: "aliases:",
  "too-few": "Not enough non-option arguments: got %s, need at least %s",
  "too-many": "Too many non-option arguments: got %s, maximum of %s",
  "missing-value": "Missing argument value: %s",
  "missing-argument": "Missing required argument: %s",
  "unknown-argument": "Unknown argument: %s",
  "unknown-command": "Unknown command: %s",
  "invalid-values": "Invalid values:",
  "invalid-choice": "Argument: %s, Given: %s, Choices: %s",
  "not-enough": "Not enough arguments following: %s",
};
