import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import type { KeyAlgorithm } from "@perennial/api";
import { createRequest } from "@perennial/pki";
import { removeHomes } from "../../test-support/stores.js";
import { needsSoftHsm, openSoftHsm, ScriptedPins, softHsm, userPin } from "../testing/soft-hsm.js";
import type { TokenServices } from "../open-tokens.js";

const kinds: readonly KeyAlgorithm[] = ["rsa-2048", "rsa-3072", "rsa-4096", "ec-p256", "ec-p384"];

describe("Keys on a token", function () {
  this.timeout(120_000);
  let services: TokenServices;
  before(async function () {
    needsSoftHsm(this);
    services = await openSoftHsm(softHsm("Perennial one", "Perennial two"));
  });
  after(() => {
    services.modules.end();
    removeHomes();
  });

  for (const algorithm of kinds) {
    it(`of the kind ${algorithm} make requests that OpenSSL accepts, with one PIN`, async () => {
      const pins = new ScriptedPins([userPin]);
      const keys = services.keys({ label: "Perennial one" }, pins);
      const id = await keys.newId();
      const key = await keys.generate({ id, algorithm, label: `key ${algorithm}` });
      assert.equal(key.id, id);
      assert.equal(key.algorithm, algorithm);
      assert.deepEqual(await keys.find(id), key);
      const request = await createRequest(
        { subject: { commonName: "Token Test" } },
        await keys.signer(id),
      );
      const said = execFileSync("openssl", ["req", "-verify", "-noout"], {
        input: request.pem,
        stdio: ["pipe", "pipe", "pipe"],
      });
      assert.equal(said.length, 0);
      assert.equal(request.spkiHash, key.spkiHash);
      assert.equal(pins.questions.length, 1);
      await keys.logout();
    });
  }
});
