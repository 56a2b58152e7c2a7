import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { newHome, removeHomes } from "../../test-support/stores.js";
import { ConfiguredModules, OrderedDiscovery } from "../modules/configured-modules.js";
import { openTokens } from "../open-tokens.js";
import { ManualTimers } from "../testing/manual-timers.js";
import {
  memoryRecords,
  needsSoftHsm,
  openSoftHsm,
  ScriptedPins,
  softHsm,
  userPin,
} from "../testing/soft-hsm.js";

describe("A process that somebody is logged in in", function () {
  this.timeout(120_000);
  this.slow(2_000);
  before(function () {
    needsSoftHsm(this);
  });
  after(removeHomes);

  async function signing() {
    const timers = new ManualTimers();
    const services = await openSoftHsm(softHsm("Card"), {}, memoryRecords(), timers);
    const pins = new ScriptedPins([userPin, userPin]);
    const keys = services.keys({ label: "Card" }, pins);
    const { id } = await keys.generate({
      id: await keys.newId(),
      algorithm: "ec-p256",
      label: "k",
    });
    const sign = async () => (await keys.signer(id)).sign(Buffer.from("data"), "sha256");
    return { timers, services, pins, sign };
  }

  it("stays while a run holds it, so that a PIN is asked for once, but not for ever", async () => {
    const { timers, services, pins, sign } = await signing();
    try {
      const run = services.modules.hold();
      for (let signed = 0; signed < 3; signed += 1) {
        timers.advance(600_000);
        await sign();
      }
      assert.equal(pins.questions.length, 1);
      timers.advance(900_000);
      await sign();
      assert.equal(pins.questions.length, 2, "a quarter of an hour without a call ends it");
      run.release();
    } finally {
      services.modules.end();
    }
  });

  it("is ended a minute after the run", async () => {
    const { timers, services, pins, sign } = await signing();
    try {
      const run = services.modules.hold();
      timers.advance(600_000);
      run.release();
      run.release();
      timers.advance(59_999);
      await sign();
      assert.equal(pins.questions.length, 1);
      timers.advance(60_000);
      await sign();
      assert.equal(pins.questions.length, 2);
    } finally {
      services.modules.end();
    }
  });
});

describe("A module that hangs while it is loaded", function () {
  this.slow(2_000);
  after(removeHomes);

  function hanging(limits: { readonly start: number; readonly brief: number }) {
    const home = newHome();
    const entry = join(home, "hangs.mjs");
    writeFileSync(entry, "setInterval(() => undefined, 60_000);\n");
    const services = openTokens({
      home,
      runtime: { execPath: process.execPath, entry, env: {} },
      discovery: new OrderedDiscovery([new ConfiguredModules([{ path: entry }])]),
      records: memoryRecords(),
      now: () => 0,
      limits,
    });
    return { entry, services };
  }

  it("has its whole time in a listing once, then little, and is in quarantine then", async () => {
    const { modules } = await hanging({ start: 300, brief: 30 }).services;
    const problems = [];
    for (let look = 0; look < 4; look += 1) {
      const [status] = (await modules.list()).modules;
      problems.push([status?.problem?.code, status?.problem?.params["seconds"]]);
    }
    assert.deepEqual(problems, [
      ["token.module-timeout", 0.3],
      ["token.module-timeout", 0.03],
      ["token.module-timeout", 0.03],
      ["token.module-quarantined", undefined],
    ]);
  });

  it("is given up at once when the listing is, and that is no crash", async () => {
    const { entry, services } = hanging({ start: 60_000, brief: 60_000 });
    const { modules, health } = await services;
    const giveUp = new AbortController();
    const listing = modules.list(giveUp.signal);
    await pause(50);
    giveUp.abort();
    await assert.rejects(listing, { code: "token.cancelled" });
    assert.equal(await health.hungLately(entry), false);
    modules.end();
  });
});
