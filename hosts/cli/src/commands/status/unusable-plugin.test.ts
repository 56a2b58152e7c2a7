import assert from "node:assert/strict";
import { FakeEngine } from "../../testing/fake-engine.js";
import { runCommand } from "../../testing/run-command.js";
import { accountOf, at, profileOf } from "../../testing/views.js";
import { soon } from "../../testing/views.js";

describe("a plugin that may not be used", () => {
  let engine: FakeEngine;
  beforeEach(() => {
    engine = new FakeEngine();
  });

  for (const [code, expected] of [
    ["policy.refused", 3],
    ["plugin.disabled", 3],
    ["plugin.quarantined", 3],
    ["plugin.not-found", 5],
    ["plugin.version-gone", 5],
  ] as const) {
    it(`is told with exit code ${expected} by status, list and show of an open renewal (${code})`, async () => {
      const problem = { code, params: { plugin: "acme" } };
      const renewal = engine.add({ id: "m-1", blocked: problem });
      const account = accountOf("2027-06-01T00:00:00Z", { renewal });
      engine.overviewNow = { at, profiles: [{ ...profileOf("meridian", account), problem }] };
      for (const argv of [["status"], ["list"], ["show"], ["show", "m-1"]]) {
        assert.equal((await runCommand(argv, { engine })).exitCode, expected, argv.join(" "));
      }
    });

    it(`is told with ${expected} by status, like by renew, once a certificate ends soon (${code})`, async () => {
      const problem = { code, params: { plugin: "acme" } };
      const statusOf = async (notAfter: string) => {
        const profile = { ...profileOf("meridian", accountOf(notAfter)), problem };
        engine.overviewNow = { at, profiles: [profile] };
        return (await runCommand(["status"], { engine })).exitCode;
      };
      assert.equal(await statusOf("2027-06-01T00:00:00Z"), 0);
      assert.equal(await statusOf(soon), expected);
      assert.equal((await runCommand(["renew"], { engine })).exitCode, expected);
    });
  }
});
