/** Writes the published schemas: `node core/plugins/dist/manifest/schema/publish.js`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { publishedSchemas } from "./published-schemas.js";

const folder = new URL("../../../schema/", import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(publishedSchemas)) {
  writeFileSync(new URL(name, folder), `${JSON.stringify(schema, null, 2)}\n`);
}
