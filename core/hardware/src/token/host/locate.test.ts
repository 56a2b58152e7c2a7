import assert from "node:assert/strict";
import { copyFileSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { ConfiguredModules, OrderedDiscovery } from "../modules/configured-modules.js";
import { openTokens, type TokenServices } from "../open-tokens.js";
import { memoryRecords, needsSoftHsm, softHsm, softHsmModule } from "../testing/soft-hsm.js";
import { compiledTokenRuntime } from "./token-runtime.js";

/** The tokens of one SoftHSM, shown by two modules: as where a vendor's and OpenSC's know a card. */
function openTwice(...labels: readonly string[]): Promise<TokenServices> {
  const rig = softHsm(...labels);
  const second = join(rig.home, "second.so");
  copyFileSync(softHsmModule, second);
  const modules = [{ path: softHsmModule }, { path: second }];
  return openTokens({
    home: rig.home,
    runtime: compiledTokenRuntime(process.execPath, rig.env),
    discovery: new OrderedDiscovery([new ConfiguredModules(modules)]),
    records: memoryRecords(),
    now: Date.now,
  });
}

describe("A token that two modules show", function () {
  this.slow(2_000);
  before(function () {
    needsSoftHsm(this);
  });

  it("is one token, also while it is empty, and that of the module found first", async () => {
    const { modules } = await openTwice("Card", "Other");
    try {
      const { module } = await modules.locate({ label: "Card" });
      const [first] = (await modules.list()).modules;
      assert.equal(module.path, first?.module.path);
    } finally {
      modules.end();
    }
  });

  it("is still ambiguous beside another of its name", async () => {
    const { modules } = await openTwice("Card", "Card");
    try {
      await assert.rejects(modules.locate({ label: "Card" }), { code: "token.ambiguous" });
    } finally {
      modules.end();
    }
  });
});

describe("A token of a module that looks for tokens only when it is loaded", function () {
  this.slow(2_000);
  before(function () {
    needsSoftHsm(this);
  });

  it("is seen when it comes back, at the next look", async () => {
    const rig = softHsm("Card");
    const folder = join(rig.home, "softhsm");
    const { modules } = await openTokens({
      home: rig.home,
      runtime: compiledTokenRuntime(process.execPath, rig.env),
      discovery: new OrderedDiscovery([new ConfiguredModules([{ path: softHsmModule }])]),
      records: memoryRecords(),
      now: Date.now,
    });
    const [name = ""] = readdirSync(folder);
    renameSync(join(folder, name), join(rig.home, "away"));
    try {
      await assert.rejects(modules.locate({ label: "Card" }), { code: "token.not-found" });
      await assert.rejects(modules.locate({ label: "Card" }), { code: "token.not-found" });
      renameSync(join(rig.home, "away"), join(folder, name));
      assert.equal((await modules.locate({ label: "Card" })).view.label, "Card");
    } finally {
      modules.end();
    }
  });
});
