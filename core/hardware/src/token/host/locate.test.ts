import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { ConfiguredModules, OrderedDiscovery } from "../modules/configured-modules.js";
import { openTokens, type TokenServices } from "../open-tokens.js";
import {
  memoryRecords,
  needsSoftHsm,
  ScriptedPins,
  softHsm,
  softHsmModule,
  userPin,
} from "../testing/soft-hsm.js";
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

  it("is the one that is known by what it holds, if that is exactly one of its name", async () => {
    const services = await openTwice("Card", "Card");
    const { modules } = services;
    try {
      const { tokens } = await modules.list();
      const [first, second] = tokens;
      assert.ok(first !== undefined && second !== undefined);
      const pins = new ScriptedPins([userPin]);
      const one = services.keys({ label: "Card", serial: second.view.serial }, pins);
      const made = await one.generate({ id: await one.newId(), algorithm: "ec-p256", label: "k" });
      const holds = ({ spkiHashes }: { readonly spkiHashes: readonly string[] }) =>
        spkiHashes.includes(made.spkiHash);
      const found = await modules.locate({ label: "Card", prefers: holds });
      assert.equal(found.view.serial, second.view.serial);
      for (const prefers of [() => false, () => true]) {
        const match = { label: "Card", prefers };
        await assert.rejects(modules.locate(match), { code: "token.ambiguous" });
      }
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
