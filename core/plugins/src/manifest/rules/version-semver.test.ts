import assert from "node:assert/strict";
import { pluginSource, problems, reported } from "../test-plugin.js";
import { versionSemver } from "./version-semver.js";

describe("rule version-semver", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(versionSemver, pluginSource()), []);
  });
  it("takes pre-releases and build metadata", async () => {
    for (const version of ["0.0.1", "1.2.3-rc.1", "1.2.3+build.5", "1.2.3-a+b"]) {
      assert.deepEqual(
        await reported(
          versionSemver,
          pluginSource((m) => {
            m["version"] = version;
          }),
        ),
        [],
      );
    }
  });
  it("refuses anything else", async () => {
    for (const version of [
      "",
      "1",
      "1.2",
      "1.2.3.4",
      "01.2.3",
      "1.2.x",
      "latest",
      "^1.0.0",
      " 1.0.0",
    ]) {
      assert.deepEqual(
        await reported(
          versionSemver,
          pluginSource((m) => {
            m["version"] = version;
          }),
        ),
        ["/version rule.version-semver"],
        version,
      );
    }
  });
  it("offers the version without a leading v", async () => {
    const [problem] = await problems(
      versionSemver,
      pluginSource((m) => {
        m["version"] = "v1.0.0";
      }),
    );
    assert.deepEqual(problem?.fix?.operations, [
      { op: "replace", path: "/version", value: "1.0.0" },
    ]);
  });
});
