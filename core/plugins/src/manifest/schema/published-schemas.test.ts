import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { Ajv2020 } from "ajv/dist/2020.js";
import { publishedSchemas } from "./published-schemas.js";

const published = async (name: string): Promise<object> =>
  JSON.parse(await readFile(new URL(`../../../schema/${name}`, import.meta.url), "utf8")) as object;

describe("published schemas", () => {
  for (const [name, schema] of Object.entries(publishedSchemas)) {
    it(`have ${name} as it is in force; if not, run dist/manifest/schema/publish.js`, async () => {
      assert.deepEqual(await published(name), JSON.parse(JSON.stringify(schema)));
    });
    it(`have ${name} as valid JSON Schema 2020-12`, async () => {
      assert.ok(
        new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(
          await published(name),
        ),
      );
    });
  }
});
