import assert from "node:assert/strict";
import { pluginSource, problems, reported } from "../test-plugin.js";
import { nameFormat } from "./name-format.js";

describe("rule name-format", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(nameFormat, pluginSource()), []);
  });
  it("takes a plain id and one with a publisher", async () => {
    for (const name of ["acme", "my-ca2", "@my-company/my-ca"]) {
      assert.deepEqual(
        await reported(
          nameFormat,
          pluginSource((m) => {
            m["name"] = name;
          }),
        ),
        [],
      );
    }
  });
  it("refuses what would not be one folder, one id and one prefix everywhere", async () => {
    for (const name of [
      "",
      "a_b",
      "a.b",
      "-a",
      "a-",
      "a--b",
      "1a",
      "@/a",
      "@a/",
      "@a/b/c",
      "../a",
      "é",
      "a".repeat(65),
    ]) {
      assert.deepEqual(
        await reported(
          nameFormat,
          pluginSource((m) => {
            m["name"] = name;
          }),
        ),
        ["/name rule.name-format"],
        name,
      );
    }
  });
  it("offers the same name in lower case", async () => {
    const [problem] = await problems(
      nameFormat,
      pluginSource((m) => {
        m["name"] = "@Acme/Acme";
      }),
    );
    assert.deepEqual(problem?.fix?.operations, [
      { op: "replace", path: "/name", value: "@acme/acme" },
    ]);
  });
});
