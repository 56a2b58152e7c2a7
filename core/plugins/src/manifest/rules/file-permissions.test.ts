import assert from "node:assert/strict";
import { pluginSource, reported } from "../test-plugin.js";
import { filePermissions } from "./file-permissions.js";

describe("rule file-permissions", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(filePermissions, pluginSource()), []);
  });
  it("wants a field in which the person names a path", async () => {
    assert.deepEqual(
      await reported(
        filePermissions,
        pluginSource((m) => {
          m.perennial.permissions["files"] = {
            gone: "read",
            contract: "write",
            exportFolder: "backup",
          };
        }),
      ),
      [
        "/perennial/permissions/files/gone rule.file-permissions.no-field",
        "/perennial/permissions/files/contract rule.file-permissions.not-a-path",
      ],
    );
  });
});
