import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import { TestClock, TestSettings } from "../catalogue/test-settings.js";
import { StorePluginHealth } from "./store-plugin-health.js";

describe("StorePluginHealth", () => {
  let settings: TestSettings;
  let clock: TestClock;
  let health: StorePluginHealth;
  const crash = { code: "plugin.crashed", params: { plugin: "acme", signal: "SIGSEGV" } };
  const minute = 60_000;
  beforeEach(() => {
    settings = new TestSettings();
    clock = new TestClock();
    health = new StorePluginHealth(settings.asStore(), clock);
  });

  it("puts a plugin in quarantine at the third crash within five minutes, and keeps why", async () => {
    assert.equal(await health.recordCrash("acme", crash), undefined);
    clock.time += 2 * minute;
    assert.equal(await health.recordCrash("acme", crash), undefined);
    await health.check("acme");
    clock.time += 2 * minute;
    const quarantine = await health.recordCrash("acme", crash);
    assert.deepEqual(quarantine, {
      plugin: "acme",
      since: "2026-11-20T09:04:00.000Z",
      crashes: 3,
      reason: crash,
    });
    assert.deepEqual(settings.audited, ["plugin.quarantined acme"]);
    const later = new StorePluginHealth(settings.asStore(), clock);
    assert.deepEqual(await later.quarantines(), new Map([["acme", quarantine]]));
    await assert.rejects(later.check("acme"), (error) => {
      assert.ok(PerennialError.is(error, "plugin.quarantined"));
      assert.deepEqual(error.params, {
        plugin: "acme",
        since: "2026-11-20T09:04:00.000Z",
        crashes: 3,
        reason: "plugin.crashed",
      });
      assert.equal(error.toJSON().cause?.params["signal"], "SIGSEGV");
      return true;
    });
  });

  it("forgets crashes that lie five minutes back", async () => {
    for (let crashes = 0; crashes < 10; crashes++) {
      assert.equal(await health.recordCrash("acme", crash), undefined);
      clock.time += 2.5 * minute;
    }
    assert.ok(settings.values.size <= 2, `${settings.values.size} settings are left`);
  });

  it("counts for each plugin, also where one id begins like another", async () => {
    await health.recordCrash("acme", crash);
    await health.recordCrash("acme", crash);
    await health.recordCrash("acme-tls", crash);
    await health.check("acme");
    await health.check("acme-tls");
  });

  it("counts crashes that two processes see at the same moment", async () => {
    const other = new StorePluginHealth(settings.asStore(), clock);
    const seen = await Promise.all([
      health.recordCrash("acme", crash),
      other.recordCrash("acme", crash),
      health.recordCrash("acme", crash),
    ]);
    assert.ok(seen.some((quarantine) => quarantine !== undefined));
  });

  it("lets a plugin start again once lifted, with a count from zero", async () => {
    for (let crashes = 0; crashes < 3; crashes++) await health.recordCrash("acme", crash);
    await health.lift("acme");
    await health.check("acme");
    assert.equal(await health.recordCrash("acme", crash), undefined);
    assert.deepEqual(settings.audited, [
      "plugin.quarantined acme",
      "plugin.quarantine-lifted acme",
    ]);
  });

  it("audits nothing when there was no quarantine to lift", async () => {
    await health.lift("acme");
    assert.deepEqual(settings.audited, []);
  });

  it("takes a quarantine that it cannot read for one", async () => {
    settings.values.set("plugin.quarantine.acme", "?");
    await assert.rejects(health.check("acme"), { code: "plugin.quarantined" });
    assert.equal((await health.quarantines()).size, 1);
  });
});
