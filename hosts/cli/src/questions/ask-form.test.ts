import assert from "node:assert/strict";
import { message, type FieldSchema, type JsonObject } from "@perennial/api";
import { engineCatalogue } from "@perennial/engine";
import { CatalogueLocalizer, l10nCatalogue } from "@perennial/l10n";
import { catalogue } from "../l10n/index.js";
import { Output } from "../output/output.js";
import { Sink } from "../testing/run-command.js";
import { askEntropy } from "./ask-entropy.js";
import { askForm, type AskedForm } from "./ask-form.js";
import { askYesNo } from "./ask-yes-no.js";
import type { Asking } from "./asking.js";

describe("a form at a terminal", () => {
  let screen: Sink;
  let prompts: string[];
  beforeEach(() => {
    screen = new Sink(true);
    prompts = [];
  });

  /** Answers each question with the next of the lines. */
  function asking(lines: readonly string[], language = "en"): Asking {
    const left = [...lines];
    const answer = (prompt: string) => {
      prompts.push(prompt);
      const line = left.shift();
      return line === undefined ? Promise.reject(new Error(prompt)) : Promise.resolve(line);
    };
    return {
      terminal: {
        hush: () => prompts.push("hushed"),
        speak: () => undefined,
        interactive: true,
        ask: answer,
        secret: answer,
        keys: (onKey, rest) => {
          prompts.push(rest ?? "");
          for (let key = 97; !onKey(Uint8Array.of(key));) key = key === 97 ? 98 : 97;
          return Promise.resolve();
        },
      },
      out: new Output(
        { stdout: screen, stderr: screen, env: { NO_COLOR: "1" } },
        {
          json: false,
          colour: false,
        },
      ),
      texts: new CatalogueLocalizer(language, [catalogue, l10nCatalogue, engineCatalogue]),
    };
  }
  function ask(
    lines: readonly string[],
    properties: { readonly [name: string]: FieldSchema },
    more: Partial<AskedForm> & { readonly language?: string } = {},
  ): Promise<JsonObject> {
    const { language, ...form } = more;
    const schema = { type: "object", properties } as const;
    return askForm(asking(lines, language), { schema, values: {}, cwd: "/", ...form });
  }
  const field = (title: string, more: Partial<FieldSchema> = {}): FieldSchema => ({
    type: "string",
    title,
    ...more,
  });

  it("says once that a field may be left empty, also where its title says so", async () => {
    const both = { a: field("Department (Optional)"), b: field("Street") };
    await ask(["", ""], both);
    assert.deepEqual(prompts, ["  Department (Optional): ", "  Street (optional): "]);
    prompts = [];
    await ask(
      ["", ""],
      { a: field("Département (optionnel)"), b: field("Rue") },
      { language: "fr" },
    );
    assert.deepEqual(prompts, ["  Département (optionnel)\u00A0: ", "  Rue (optionnel)\u00A0: "]);
  });

  it("shows what may not be changed and does not ask for it; a mark in words, not as true or false", async () => {
    const fixed: FieldSchema = { type: "boolean", title: "Organization", readOnly: true };
    const holder = field("Holder", { readOnly: true });
    const values = { fixed: true, holder: "Ana" };
    assert.deepEqual(await ask([], { fixed, holder }, { values }), values);
    assert.deepEqual(prompts, []);
    assert.match(screen.text, /Organization: yes\n *Holder: Ana/);
  });

  it("lets Enter choose none where none is needed, and what is known where something is", async () => {
    const kind = field("Kind", { enum: ["a", "b"] });
    assert.deepEqual(await ask([""], { kind }), { kind: undefined });
    assert.deepEqual(await ask([""], { kind }, { values: { kind: "b" } }), { kind: "b" });
    // What is known is none of them.
    const again = await ask(["1"], { kind }, { values: { kind: "z" } });
    assert.deepEqual(again, { kind: "a" });
    assert.deepEqual(prompts, [
      "  Number, 1 to 2 (Enter: none): ",
      "  Number, 1 to 2 [2]: ",
      "  Number, 1 to 2: ",
    ]);
  });

  it("asks only the fields with problems again, or all of them, with what was wrong", async () => {
    const properties = { name: field("Name"), city: field("City") };
    const problems = [{ path: "city", text: message("answer.problem.required") }];
    const values = { name: "Ada", city: "Paris" };
    assert.deepEqual(await ask(["Rome"], properties, { problems, values }), {
      name: "Ada",
      city: "Rome",
    });
    assert.deepEqual(prompts, ["  City [Paris]: "]);
    assert.match(screen.text, /City: is needed/);
    await ask(["", ""], properties, { problems, values, all: true });
    assert.equal(prompts.length, 3);
  });

  it("does not take what is known when it is wrong", async () => {
    const mail = field("Mail", { format: "email" });
    const taken = await ask(["", "ada@example.org"], { mail }, { values: { mail: "ada" } });
    assert.deepEqual(taken, { mail: "ada@example.org" });
    assert.match(screen.text, /Mail: is not an e-mail address/);
  });

  it("says in which words a yes or a no is wanted", async () => {
    const words = { yes: "OK", no: "Cancel" };
    const taken = askYesNo(asking(["perhaps", "cancel"]), "OK / Cancel", undefined, words);
    assert.equal(await taken, false);
    assert.match(screen.text, /Answer “OK” or “Cancel”; y or n will do\./);
  });

  it("collects key strokes, says when there are enough, and drops the rest", async () => {
    const { bits, bytes } = await askEntropy(asking([]), 128);
    assert.ok(bits >= 128 && bytes.length >= 64);
    assert.deepEqual(prompts, ["dropped", "hushed"]);
    assert.match(screen.text, /\r\[#{30}\] 100% {2}That is enough, thank you\.\n$/);
  });
});
