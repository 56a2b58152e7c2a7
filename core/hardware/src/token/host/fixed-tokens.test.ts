import assert from "node:assert/strict";
import { readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { removeHomes } from "../../test-support/stores.js";
import type { TokenServices } from "../open-tokens.js";
import {
  makeToken,
  needsSoftHsm,
  openSoftHsm,
  ScriptedPins,
  softHsm,
  userPin,
  type SoftHsm,
} from "../testing/soft-hsm.js";

describe("A token of a module that looks for tokens only when it is loaded", function () {
  this.slow(3_000);
  this.timeout(120_000);
  let rig: SoftHsm;
  let services: TokenServices;
  before(function () {
    needsSoftHsm(this);
  });
  beforeEach(async () => {
    rig = softHsm("Card");
    services = await openSoftHsm(rig, { poll: 50 });
  });
  afterEach(() => services.modules.end());
  after(removeHomes);

  /** Takes the only token’s folder away. */
  function takeAway(): { bringBack(): void } {
    const folder = join(rig.home, "softhsm");
    const [name = ""] = readdirSync(folder);
    renameSync(join(folder, name), join(rig.home, "away"));
    return { bringBack: () => renameSync(join(rig.home, "away"), join(folder, name)) };
  }

  it("is seen when it comes back, at the next look", async () => {
    const { modules } = services;
    const card = takeAway();
    await assert.rejects(modules.locate({ label: "Card" }), { code: "token.not-found" });
    await assert.rejects(modules.locate({ label: "Card" }), { code: "token.not-found" });
    card.bringBack();
    assert.equal((await modules.locate({ label: "Card" })).view.label, "Card");
  });

  it("is seen by a watch when it goes and when it comes back", async () => {
    const told: string[] = [];
    let card: ReturnType<typeof takeAway> | undefined;
    const next = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const watch = services.modules.watch((change) => {
      if (change.event !== "failed" && change.token.view.label !== "Card") return;
      told.push(change.event);
      next[told.length - 2]?.resolve();
      if (told.length === 1) card = takeAway();
    });
    try {
      await next[0]?.promise;
      card?.bringBack();
      await next[1]?.promise;
      assert.deepEqual(told, ["inserted", "removed", "inserted"]);
    } finally {
      watch.end();
    }
  });

  it("is waited for, until it was away and is there again", async () => {
    const { modules } = services;
    const match = { label: "Card" };
    await modules.locate(match);
    const card = takeAway();
    await modules.waitFor("removed", match);
    const back = modules.waitFor("reinserted", match);
    card.bringBack();
    await back;
    assert.equal((await modules.locate(match)).view.label, "Card");
  });

  it("is seen to come while somebody is logged in beside it, who stays so", async () => {
    const { modules } = services;
    const card = takeAway();
    makeToken(rig, "Beside");
    const pins = new ScriptedPins([userPin]);
    const own = services.keys({ label: "Beside" }, pins);
    const key = await own.generate({ id: await own.newId(), algorithm: "ec-p256", label: "k" });
    const before = await modules.locate({ label: "Beside" });
    const come = modules.waitFor("inserted", { label: "Card" });
    card.bringBack();
    await come;
    const signer = await own.signer(key.id);
    await signer.sign(Buffer.from("data"), "sha256");
    assert.equal(pins.questions.length, 1, "one PIN");
    assert.equal((await modules.locate({ label: "Beside" })).pid, before.pid);
    await own.logout();
    assert.equal((await modules.locate({ label: "Card" })).view.label, "Card");
  });
});
