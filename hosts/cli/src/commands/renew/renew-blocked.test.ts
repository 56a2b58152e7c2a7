import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import { FakeEngine } from "../../testing/fake-engine.js";
import { runCommand } from "../../testing/run-command.js";
import { accountOf, at, confirmWait, pollWait, profileOf, stepOf } from "../../testing/views.js";
import { soon } from "../../testing/views.js";

describe("renew of what cannot go on", () => {
  let engine: FakeEngine;
  beforeEach(() => {
    engine = new FakeEngine();
  });

  it("says what keeps an open renewal from going on, instead of what it waits for", async () => {
    const blocked = { code: "plugin.disabled", params: { plugin: "acme" } };
    const steps = [stepOf("receive-it", { state: "current", title: "receive-it" })];
    const wait = confirmWait();
    const open = engine.add({ id: "m-1", state: "waiting", wait, steps, blocked });
    const account = accountOf(soon, { urgency: "notice", renewal: open });
    engine.overviewNow = {
      at,
      profiles: [{ ...profileOf("meridian", account), problem: blocked }],
    };
    for (const command of [
      ["renew"],
      ["renew", "meridian"],
      ["resume", "m-1"],
      ["status"],
      ["show", "m-1"],
    ]) {
      const ran = await runCommand(command, { engine });
      assert.equal(ran.exitCode, 3, command.join(" "));
      assert.equal(`${ran.stdout}${ran.stderr}`.match(/Code: plugin\.disabled/g)?.length, 1);
      assert.doesNotMatch(ran.stdout, /receive-it|agree|step \d/);
    }
    assert.deepEqual(engine.called("answer"), []);
  });

  it("says that the account that is waited for has to be begun, and how", async () => {
    const wait = { ...pollWait(), for: "step", account: "TRANSPORT", step: "request" } as const;
    const open = engine.add({
      id: "m-1",
      state: "waiting",
      account: "CRYPT",
      wait,
      waitsForUnbegun: "TRANSPORT",
    });
    const account = accountOf(soon, { account: "CRYPT", urgency: "notice", renewal: open });
    engine.overviewNow = { at, profiles: [profileOf("meridian", account)] };
    for (const command of [
      ["renew", "meridian"],
      ["show", "m-1"],
    ]) {
      const { stdout } = await runCommand(command, { engine });
      assert.match(stdout, /perennial renew meridian --account TRANSPORT\n/);
    }
  });

  it("lets one that is blocked keep no other from going on", async () => {
    const disabled = new PerennialError("plugin.disabled", { plugin: "acme" });
    engine.add({ id: "m-1", blocked: disabled.toJSON() }, disabled);
    engine.add({ id: "m-2" }, { state: "done" });
    const ran = await runCommand(["resume"], { engine });
    assert.equal(ran.exitCode, 3);
    assert.equal(engine.renewals.get("m-2")?.state, "done");
  });

  it("reports a due profile whose plugin may not be used", async () => {
    const problem = { code: "plugin.disabled", params: { plugin: "acme" } };
    engine.overviewNow = {
      at,
      profiles: [{ ...profileOf("meridian", accountOf(soon, { urgency: "unknown" })), problem }],
    };
    const ran = await runCommand(["renew"], { engine });
    assert.equal(ran.exitCode, 3);
    assert.match(ran.stderr, /Code: plugin\.disabled/);
  });
});
