import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { apiVersion } from "./api-version.js";

describe("apiVersion", () => {
  it("is the version of @perennial/api", async () => {
    const api = new URL("../../../api/package.json", import.meta.url);
    const { version } = JSON.parse(await readFile(api, "utf8")) as { version: string };
    assert.equal(apiVersion, version);
  });
});
