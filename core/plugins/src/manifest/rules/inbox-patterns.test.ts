import assert from "node:assert/strict";
import { pluginSource, reported } from "../test-plugin.js";
import { inboxPatterns } from "./inbox-patterns.js";

describe("rule inbox-patterns", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(inboxPatterns, pluginSource()), []);
  });
  it("refuses patterns that take everything or name folders", async () => {
    assert.deepEqual(
      await reported(
        inboxPatterns,
        pluginSource((m) => {
          m.perennial.permissions["inbox"] = ["*", "*.*", "a/b", "sofie.*.config"];
        }),
      ),
      [
        "/perennial/permissions/inbox/0 rule.inbox-patterns",
        "/perennial/permissions/inbox/1 rule.inbox-patterns",
        "/perennial/permissions/inbox/2 rule.inbox-patterns",
      ],
    );
  });
});
