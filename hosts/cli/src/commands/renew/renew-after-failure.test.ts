import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import { FakeEngine } from "../../testing/fake-engine.js";
import { runCommand } from "../../testing/run-command.js";
import { accountOf, at, profileOf } from "../../testing/views.js";
import { soon } from "../../testing/views.js";

describe("renew after a failure", () => {
  let engine: FakeEngine;
  beforeEach(() => {
    engine = new FakeEngine();
  });

  const error = { code: "http.timeout", params: {} };
  const failed = { state: "failed", error } as const;

  it("tries again once what failed and is due, as each run of a timer does", async () => {
    const late = engine.add({ id: "l-1", profile: "late", ...failed }, failed);
    const fine = engine.add({ id: "f-1", profile: "fine", ...failed });
    const soonAgain = { ...failed, wakeAt: "2026-11-20T10:00:00Z" };
    const again = engine.add({ id: "a-1", profile: "again", ...soonAgain });
    const doubt = engine.add({ id: "d-1", profile: "doubt", state: "in-doubt", error });
    engine.overviewNow = {
      at,
      profiles: [
        profileOf("late", accountOf(soon, { urgency: "expired", renewal: late })),
        profileOf("fine", accountOf("2027-11-20T09:00:00Z", { renewal: fine })),
        profileOf("again", accountOf(soon, { urgency: "notice", renewal: again })),
        profileOf("doubt", accountOf(soon, { urgency: "notice", renewal: doubt })),
      ],
    };
    const ran = await runCommand(["renew"], { engine });
    assert.deepEqual(engine.called("retry"), [{ renewal: "l-1" }]);
    assert.match(ran.stdout, /late: renewal l-1 had failed; it is tried again/);
    assert.match(ran.stdout, /doubt: in doubt/);
    assert.equal(ran.exitCode, 6);
  });

  it("names the authority's contacts for what the portal said, not for a wrong PIN here", async () => {
    for (const [code, helps] of [
      ["http.timeout", true],
      ["token.pin-wrong", false],
    ] as const) {
      engine.add({ id: `m-${helps}`, state: "failed", error: { code, params: {} } });
      const shown = await runCommand(["show", `m-${helps}`], { engine });
      assert.equal(shown.stdout.includes("Who can help"), helps, shown.stdout);
    }
  });

  it("offers to begin anew where the same again may be in vain, as after a refused order", async () => {
    const wakeAt = "2026-11-20T09:01:00Z";
    const pin = { code: "token.pin-wrong", params: {} };
    for (const [name, account, renewal, again] of [
      ["a", "main", failed, "renew meridian\n"],
      ["b", "CRYPT", failed, "renew meridian --account CRYPT\n"],
      ["c", "main", { ...failed, wakeAt }, undefined],
      ["d", "main", { ...failed, error: { ...error, retry: {} } }, undefined],
      ["e", "main", { ...failed, error: pin }, undefined],
    ] as const) {
      engine.add({ id: name, account, ...renewal }, renewal);
      for (const command of ["resume", "show"]) {
        const { stdout } = await runCommand([command, name], { engine });
        assert.ok(stdout.includes(`perennial resume ${name}\n`), stdout);
        assert.equal(stdout.includes(`perennial cancel ${name}\n`), again !== undefined, stdout);
        assert.ok(again === undefined || stdout.includes(`perennial ${again}`), stdout);
      }
    }
  });

  it("goes on by itself once a person has put right what was missing here", async () => {
    const locked = { code: "keys.store-locked", params: {}, retry: { untilFixed: true } };
    const wakeAt = "2026-11-20T09:01:00Z";
    const stuck = { state: "failed", error: locked, wakeAt } as const;
    const renewal = engine.add({ id: "m-1", ...stuck }, stuck, { state: "done" });
    engine.overviewNow = { at, profiles: [profileOf("meridian", accountOf(soon, { renewal }))] };
    const failing = await runCommand(["renew"], { engine });
    assert.equal(failing.exitCode, 5);
    assert.doesNotMatch(failing.stdout, /Who can help/);
    assert.equal((await runCommand(["resume"], { engine })).exitCode, 0);
    assert.deepEqual(engine.called("retry"), [{ renewal: "m-1" }, { renewal: "m-1" }]);
  });

  it("drives on what another process has settled meanwhile", async () => {
    const renewal = engine.add({ id: "m-1", ...failed }, { state: "done" });
    engine.overviewNow = {
      at,
      profiles: [profileOf("meridian", accountOf(soon, { urgency: "notice", renewal }))],
    };
    engine.retry = () => Promise.reject(new PerennialError("renewal.driven-elsewhere"));
    assert.equal((await runCommand(["renew"], { engine })).exitCode, 0);
  });
});
