import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import { FakeEngine } from "../../testing/fake-engine.js";
import { jsonOf, runCommand } from "../../testing/run-command.js";

describe("guard", () => {
  let engine: FakeEngine;
  beforeEach(() => {
    engine = new FakeEngine();
  });

  it("ends with 0 when it is allowed and with 3 and the reason when not", async () => {
    assert.equal((await runCommand(["guard", "meridian", "send"], { engine })).exitCode, 0);
    engine.verdict = { code: "acme.quiet", params: {}, plugin: "acme" };
    const ran = await runCommand(["guard", "meridian", "send", "--json"], { engine });
    assert.equal(ran.exitCode, 3);
    assert.equal((jsonOf(ran)["reason"] as { code: string }).code, "acme.quiet");
  });

  it("says that there is nothing to ask", async () => {
    const params = { provider: "acme.mail", operation: "send", operations: [], count: 0 };
    engine.guard = () => Promise.reject(new PerennialError("guard.unknown-operation", params));
    for (const [language, text] of [
      ["en", /judges no operation/],
      ["fr", /aucune opération/],
    ] as const) {
      const argv = ["guard", "meridian", "send", "--lang", language];
      const { stderr, exitCode } = await runCommand(argv, { engine });
      assert.equal(exitCode, 2);
      assert.match(stderr, text);
    }
  });
});
