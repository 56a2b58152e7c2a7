import assert from "node:assert/strict";
import * as fc from "fast-check";
import { PerennialError } from "@perennial/api";
import { CatalogueLocalizer } from "@perennial/l10n";
import { commands } from "../commands/index.js";
import { catalogue } from "../l10n/index.js";
import type { CommandDefinition, OptionDefinition } from "./definition.js";
import { glimpse } from "./glimpse.js";
import { globalOptions } from "./global-options.js";
import { HelpTexts } from "./help-texts.js";
import { namedCommand } from "./named-command.js";
import { asksVersion, quickParse } from "./quick-parse.js";
import { yargsParse } from "./yargs-parse.js";

async function withYargs(argv: readonly string[], language = "en", width = 80) {
  const texts = await HelpTexts.load(new CatalogueLocalizer(language, [catalogue]), commands);
  return yargsParse(argv, commands, texts, width);
}

async function helpOf(argv: readonly string[], language = "en"): Promise<string> {
  const result = await withYargs(argv, language);
  assert.equal(result.kind, "text");
  return result.kind === "text" ? result.text : "";
}

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);

/** A command line that fits the definition. */
function lineFor(definition: CommandDefinition): fc.Arbitrary<readonly string[]> {
  const options = Object.entries({ ...globalOptions, ...definition.options });
  const positionals = (definition.positionals ?? []).map(({ choices, variadic }) => {
    const one = choices === undefined ? word : fc.constantFrom(...choices);
    return variadic === true ? fc.array(one, { minLength: 1, maxLength: 3 }) : one.map((w) => [w]);
  });
  return fc
    .tuple(
      fc.tuple(...positionals),
      fc.tuple(...options.map(([name, option]) => fc.option(given(name, option), { nil: [] }))),
    )
    .map(([words, given]) => [...definition.name.split(" "), ...words.flat(), ...given.flat()]);
}

function given(name: string, option: OptionDefinition): fc.Arbitrary<readonly string[]> {
  if (option.negated === true) return fc.constant([`--no-${name}`]);
  if (option.type === "boolean") return fc.constant([`--${name}`]);
  const value = option.choices === undefined ? word : fc.constantFrom(...option.choices);
  const one = value.map((text) => [`--${name}`, text]);
  return option.multiple === true
    ? fc.array(one, { minLength: 1, maxLength: 2 }).map((all) => all.flat())
    : one;
}

describe("parsing", () => {
  it("reads plain command lines without yargs, exactly as yargs does", async () => {
    for (const definition of commands) {
      await fc.assert(
        fc.asyncProperty(lineFor(definition), async (argv) => {
          const quick = quickParse(argv, commands);
          const slow = await withYargs(argv);
          assert.equal(quick?.definition, definition);
          assert.equal(slow.kind === "command" && slow.command.definition, definition);
          const read = slow.kind === "command" ? slow.command.args.toObject() : {};
          assert.deepEqual(quick?.args.toObject(), read);
        }),
        { numRuns: 6 },
      );
    }
  });

  it("leaves help, completion and every mistake to yargs", () => {
    for (const argv of [
      [],
      ["--help"],
      ["renew", "--help"],
      ["--version"],
      ["profile"],
      ["nonsense"],
      ["status", "extra"],
      ["status", "--nonsense"],
      ["status", "--plan"],
      ["cancel"],
      ["status", "--lang", "xx"],
      ["status", "--home"],
    ]) {
      assert.equal(quickParse(argv, commands), undefined, argv.join(" "));
    }
  });

  it("asks for the version with any global options beside it, and nothing else", () => {
    for (const line of ["--version", "--version --json", "--home x --version --plugin-dir y"]) {
      assert.equal(asksVersion(line.split(" ")), true, line);
    }
    for (const line of ["status --version", "--home --version", "--version --plan", "status"]) {
      assert.equal(asksVersion(line.split(" ")), false, line);
    }
  });

  it("gives an option the same type in every command", () => {
    const types = new Map<string, string>();
    for (const { name, options = {} } of commands) {
      for (const [option, { type, multiple = false }] of Object.entries({
        ...globalOptions,
        ...options,
      })) {
        const own = `${type} ${multiple}`;
        assert.equal(types.get(option) ?? own, own, `${name} --${option}`);
        types.set(option, own);
      }
    }
  });

  it("says what is wrong, in the reader's language", async () => {
    for (const [argv, language, expected] of [
      [["status", "--nonsense"], "en", /Unknown: nonsense/],
      [["status", "--nonsense"], "fr", /Inconnu.*nonsense/],
      [["cancel"], "en", /missing/i],
      [["--json"], "fr", /Quelle commande/],
      [["status", "--lang", "xx"], "en", /lang/],
    ] as const) {
      await assert.rejects(withYargs(argv, language), (error: unknown) => {
        assert.ok(PerennialError.is(error, "usage.invalid"), String(error));
        assert.match(String(error.params["problem"]), expected);
        return true;
      });
    }
  });

  it("says which word is no command, and guesses only what is near", async () => {
    for (const [line, command, word, near] of [
      ["foo", "", "foo", ""],
      ["stats", "", "stats", "status"],
      ["--home x lst", "", "lst", "list"],
      ["profile shwo", "profile", "shwo", ""],
      ["profile chang acme", "profile", "chang", "profile change"],
    ] as const) {
      const guess = near === "" ? "no" : "yes";
      await assert.rejects(withYargs(line.split(" ")), {
        code: "usage.unknown-command",
        params: { command, word, near, guess },
      });
    }
    await assert.rejects(withYargs(["--hom", "x", "status"]), { code: "usage.invalid" });
  });

  it("names the commands of a group that stands alone, with what they do", async () => {
    for (const argv of [["keys"], ["--lang", "en", "keys", "--json"]]) {
      await assert.rejects(withYargs(argv), {
        code: "usage.command-missing",
        params: {
          command: "keys",
          problems: [
            { path: "perennial keys list", text: { key: "command.keys.list" } },
            { path: "perennial keys export", text: { key: "command.keys.export" } },
          ],
        },
      });
    }
  });

  it("knows which command a wrong command line means", () => {
    for (const [line, path] of [
      ["status --nonsense", "status"],
      ["--home x profile add --sett y z", "profile add"],
      ["profile nonsense", "profile"],
      ["nonsense", ""],
      ["--json", ""],
      ["cancel", "cancel"],
    ] as const) {
      assert.equal(namedCommand(line.split(" "), commands).path, path, line);
    }
    assert.deepEqual(namedCommand(["profile", "nonsense"], commands).choices, []);
  });

  it("helps in 80 columns, every command and group, in English and in French", async () => {
    const names = new Set(commands.flatMap(({ name }) => [name.split(" ", 1)[0] ?? "", name]));
    for (const language of ["en", "fr"]) {
      for (const name of ["", ...names]) {
        const help = await helpOf([...name.split(" ").filter(Boolean), "--help"], language);
        const long = help.split("\n").filter((line) => [...line].length > 80);
        assert.deepEqual(long, [], `${name} ${language}`);
        assert.doesNotMatch(help, /\[\]/);
        assert.doesNotMatch(help, /(command|option|argument|yargs|help)\.[a-z]/);
      }
    }
  });

  it("lists every command and the exit codes", async () => {
    const help = await helpOf(["--help"]);
    for (const { name } of commands) {
      const first = name.split(" ", 1)[0] ?? "";
      assert.match(help, new RegExp(`^  perennial ${first}\\b`, "m"));
    }
    for (const code of [0, 1, 2, 3, 4, 5, 6, 7, 130]) {
      assert.match(help, new RegExp(`^  ${code} +\\S`, "m"));
    }
  });

  it("prints a completion script, and completes", async () => {
    assert.match(await helpOf(["completion"]), /perennial/);
    assert.match(await helpOf(["--get-yargs-completions", "perennial", "st"]), /status/);
  });

  it("knows how to report a mistake before the command line is read", () => {
    assert.deepEqual(glimpse(["bogus", "--json", "--lang=fr", "--home", "/h"]), {
      json: true,
      colour: true,
      verbose: false,
      lang: "fr",
      home: "/h",
      repeated: ["--home", "/h"],
    });
    const given = ["renew", "--plugin-dir", "a b", "--json", "--plugin-dir=c", "--plugin-dir"];
    assert.deepEqual(glimpse(given).repeated, ["--plugin-dir", "a b", "--plugin-dir", "c"]);
    assert.equal(glimpse(["x", "--", "--json"]).json, false);
  });
});
