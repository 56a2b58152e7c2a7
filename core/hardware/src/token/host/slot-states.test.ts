import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { removeHomes } from "../../test-support/stores.js";
import { needsSoftHsm, openSoftHsm, softHsm, softHsmModule } from "../testing/soft-hsm.js";
import type { TokenServices } from "../open-tokens.js";

describe("A look at slots in all their states", function () {
  this.timeout(120_000);
  let services: TokenServices | undefined;
  afterEach(() => {
    services?.modules.end();
    removeHomes();
  });

  it("tells a blank token, one with an officer's PIN only and a ready one apart", async function () {
    needsSoftHsm(this);
    const rig = softHsm("Ready");
    const blank = ["--module", softHsmModule, "--slot-index", "1", "--init-token"];
    execFileSync("pkcs11-tool", [...blank, "--label", "Officer", "--so-pin", "12345678"], {
      env: rig.env,
      stdio: "ignore",
    });
    services = await openSoftHsm(rig);
    const { modules } = services;
    const { tokens, modules: found } = await modules.list();
    const states = tokens.map(({ view: { label, flags } }) => [
      label,
      flags.initialized,
      flags.loginRequired && !flags.pinSet,
    ]);
    assert.deepEqual(states.filter(([label]) => label !== "").toSorted(), [
      ["Officer", true, true],
      ["Ready", true, false],
    ]);
    assert.deepEqual(
      states.filter(([label]) => label === "").map(([, initialized]) => initialized),
      [false],
    );
    // A program's slots are no readers, and every token that is initialised says what it can make.
    assert.equal(found.length, 1);
    for (const { module } of found) assert.deepEqual(await modules.readers(module), []);
    for (const token of tokens.filter(({ view }) => view.flags.initialized)) {
      const { algorithms } = await modules.capabilities(token);
      assert.deepEqual(algorithms, [
        ...["rsa-2048", "rsa-3072", "rsa-4096"],
        ...["ec-p256", "ec-p384", "ec-p521"],
      ]);
    }
  });
});
