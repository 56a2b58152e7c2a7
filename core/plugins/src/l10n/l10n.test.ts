import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { checkCatalogues } from "@perennial/l10n";
import { rules } from "../manifest/rules/index.js";
import { catalogue } from "./index.js";

const keys = async (): Promise<ReadonlySet<string>> =>
  new Set(Object.keys((await catalogue.en()).default));

describe("texts of the plugin host", () => {
  it("are complete and sound in every language", async () => {
    const [en, fr] = await Promise.all([catalogue.en(), catalogue.fr()]);
    assert.deepEqual(await checkCatalogues({ en: en.default, fr: fr.default }), []);
  });

  it("say what to do for every error", async () => {
    const known = await keys();
    const errors = [...known].filter((key) => key.startsWith("error.") && !key.endsWith(".next"));
    assert.deepEqual(
      errors.filter((key) => !known.has(`${key}.next`)),
      [],
    );
  });

  it("hold every key that the code names", async () => {
    const known = await keys();
    const missing = [...messageKeys()].filter((key) => !known.has(key));
    assert.deepEqual(missing, []);
  });

  it("hold a hint for every rule, and nothing for rules that are gone", async () => {
    const ids = new Set([...rules.map(({ id }) => id), "manifest-file", "hosts"]);
    const known = await keys();
    assert.deepEqual(
      rules.filter(({ id, hint }) => hint.key !== `rule.${id}.hint` || !known.has(hint.key)),
      [],
    );
    const orphans = [...known].filter(
      (key) => key.startsWith("rule.") && !ids.has(key.split(".")[1] ?? ""),
    );
    assert.deepEqual(orphans, []);
  });
});

/** Keys in calls of `message`, and codes of errors of the static half, in the compiled code. */
function messageKeys(): ReadonlySet<string> {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const found = new Set<string>();
  for (const folder of ["manifest", "catalogue", "policy", "health"]) {
    for (const file of readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".js") || file.endsWith(".test.js")) continue;
      const code = readFileSync(`${root}${folder}/${file}`, "utf8");
      for (const [, key = ""] of code.matchAll(/\bmessage\(\s*"([^"]+)"/g)) found.add(key);
      for (const [, key = ""] of code.matchAll(/PerennialError\(\s*"([^"]+)"/g))
        found.add(`error.${key}`);
      for (const [, key = ""] of code.matchAll(/"((?:permission|rule)\.[a-z0-9.-]+)"/g))
        found.add(key);
    }
  }
  return found;
}
