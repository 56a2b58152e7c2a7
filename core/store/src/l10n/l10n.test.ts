import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "./index.js";

describe("the store's messages", () => {
  it("are the same in every language", async () => {
    const [english, french] = await Promise.all([catalogue.en(), catalogue.fr()]);
    assert.deepEqual(Object.keys(french.default), Object.keys(english.default));
  });

  it("exist, with what to do next, for every code that is thrown, and for no other", async () => {
    const sources = join(import.meta.dirname, "..");
    const thrown = new Set<string>();
    for (const name of readdirSync(sources, { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith(".js") || name.endsWith(".test.js")) continue;
      const text = readFileSync(join(sources, name), "utf8");
      for (const [, code] of text.matchAll(/new PerennialError\(\s*"([^"]+)"/g)) {
        if (code !== undefined) thrown.add(code);
      }
    }
    const keys = [...thrown].flatMap((code) => [`error.${code}`, `error.${code}.next`]);
    assert.deepEqual(Object.keys((await catalogue.en()).default).toSorted(), keys.toSorted());
  });
});
