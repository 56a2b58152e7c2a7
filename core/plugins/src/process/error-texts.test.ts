import { apiCatalogue } from "@perennial/api";
import { engineCatalogue } from "@perennial/engine";
import { hardwareCatalogue } from "@perennial/hardware";
import { pkiCatalogue } from "@perennial/pki";
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { catalogue } from "../l10n/index.js";

describe("Every error of the plugin's process and the brokers", () => {
  it("has a text that says what happened and what to do", async () => {
    const catalogues = await Promise.all(
      [catalogue, apiCatalogue, engineCatalogue, hardwareCatalogue, pkiCatalogue].map(
        async (one) => (await one.en()).default,
      ),
    );
    const known = new Set(catalogues.flatMap((texts) => Object.keys(texts)));
    const missing = codes().filter(
      (code) => !known.has(`error.${code}`) || !known.has(`error.${code}.next`),
    );
    assert.deepEqual(missing, []);
  });
});

/** Codes in the compiled code: where errors are made, and where a process is ended. */
function codes(): readonly string[] {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const found = new Set<string>();
  for (const folder of ["process", "brokers", "runtime"]) {
    for (const file of readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".js") || /\.test\.js$|test-/.test(file)) continue;
      const code = readFileSync(`${root}${folder}/${file}`, "utf8");
      for (const [, name = ""] of code.matchAll(
        /(?:PerennialError|fail)\(\s*"([a-z0-9]+\.[a-z0-9.-]+)"/g,
      )) {
        found.add(name);
      }
    }
  }
  return [...found].toSorted();
}
