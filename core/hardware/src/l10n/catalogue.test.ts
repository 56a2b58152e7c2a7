import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { catalogue } from "./index.js";

const source = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "src");

/** The codes that the sources throw, as they stand in `new PerennialError("…"`. */
function thrownCodes(): ReadonlySet<string> {
  const files = readdirSync(source, { recursive: true, encoding: "utf8" });
  const texts = files
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => readFileSync(join(source, name), "utf8"));
  return new Set(
    texts.flatMap((text) =>
      [...text.matchAll(/new PerennialError\(\s*"([^"]+)"/gu)].map(([, code]) => code ?? ""),
    ),
  );
}

describe("The texts of errors", function () {
  this.timeout(120_000);

  it("exist in English and French for every code that is thrown, and for no other", async () => {
    const codes = [...thrownCodes()].flatMap((code) => [`error.${code}`, `error.${code}.next`]);
    for (const language of ["en", "fr"] as const) {
      const { default: texts } = await catalogue[language]();
      assert.deepEqual(Object.keys(texts).toSorted(), codes.toSorted(), language);
    }
  });
});
