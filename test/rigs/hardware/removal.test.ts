import "reflect-metadata";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createPublicKey, webcrypto } from "node:crypto";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import { PerennialError } from "@perennial/api";
import type { TokenKeys, TokenServices } from "@perennial/hardware";
import type { ShimAction } from "../index.js";
import { CardDesk, label, openModules, Person, pin } from "./card-desk.js";

interface Pair {
  readonly id: string;
  readonly spkiHash: string;
  readonly certificate: Uint8Array;
}

describe("The removal of an old pair", function () {
  this.timeout(120_000);
  this.slow(5_000);

  async function pair(keys: TokenKeys): Promise<Pair> {
    const id = await keys.newId();
    const { spki, spkiHash } = await keys.generate({ id, algorithm: "ec-p256", label: "pair" });
    const certificate = await certificateOf(spki);
    await keys.importCertificate({ id, certificate, label: "pair" });
    return { id, spkiHash, certificate };
  }

  async function objectsOf({ services }: Pick<CardDesk, "services">, id: string) {
    const objects = await services.modules.objects(await services.modules.locate({ label }));
    assert.ok(objects.loggedIn);
    const { privateKeys, publicKeys, certificates } = objects;
    return [privateKeys, publicKeys, certificates].map(
      (all) => all.filter((one) => one.id === id).length,
    );
  }

  const removal = (old: Pair, by: Pair) => ({
    id: old.id,
    confirmed: old.spkiHash,
    replacement: { id: by.id, certificate: by.certificate },
  });

  it("by two processes at once, each for the other's new pair, leaves one of them whole", async function () {
    await using desk = await CardDesk.open(this);
    const home = desk.hsm.home.file("perennial");
    const second: TokenServices = await openModules(home, [desk.shim.modulePath]);
    try {
      const [keys, others] = [desk.keys(), second.keys({ label }, new Person(pin))];
      const [four, five] = [await pair(keys), await pair(keys)];
      const held = await desk.shim.fault({
        call: "C_DestroyObject",
        at: 1,
        do: { hold: "before" },
      });
      await desk.shim.clearCalls();
      const first = keys.removePair(removal(four, five));
      await desk.shim.entered("C_DestroyObject");
      await assert.rejects(others.removePair(removal(five, four)), {
        code: "token.removal-busy",
        effect: "none",
      });
      await held.clear();
      await first;
      await assert.rejects(others.removePair(removal(five, four)), (error) =>
        PerennialError.is(error, "keys.not-found"),
      );
      assert.deepEqual(await objectsOf(desk, four.id), [0, 0, 0]);
      assert.deepEqual(await objectsOf(desk, five.id), [1, 1, 1]);
      assert.equal((await keys.find(five.id))?.spkiHash, five.spkiHash);
    } finally {
      second.modules.end();
    }
  });

  it("is not held up by a process that was killed while it removed", async function () {
    await using desk = await CardDesk.open(this);
    const keys = desk.keys();
    const [old, fresh] = [await pair(keys), await pair(keys)];
    const work = "new Promise((resolve) => { process.send('held'); setInterval(() => 0, 1000); })";
    const lock = join(
      import.meta.dirname,
      "../../../../core/hardware/dist/token/keys/removal-lock.js",
    );
    const code = `const { RemovalLock } = await import(${JSON.stringify(lock)});
      await new RemovalLock(${JSON.stringify(desk.hsm.home.file("perennial"))}).hold(() => ${work});`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    await once(child, "message");
    await assert.rejects(keys.removePair(removal(old, fresh)), { code: "token.removal-busy" });
    child.kill("SIGKILL");
    await once(child, "exit");
    await keys.removePair(removal(old, fresh));
    assert.deepEqual(await objectsOf(desk, old.id), [0, 0, 0]);
  });

  /** At which C_DestroyObject (private half, certificate, public half), and what is told then. */
  const breaks: readonly (readonly [string, number, ShimAction, string, readonly number[]])[] = [
    ["CKR_OK without removing the private half", 1, { return: 0 }, "token.not-removed", [1, 1, 1]],
    ["CKR_OK without removing the certificate", 2, { return: 0 }, "token.not-removed", [0, 1, 1]],
    ["CKR_OK without removing the public half", 3, { return: 0 }, "token.not-removed", [0, 1, 0]],
    ["a refusal", 1, { return: "CKR_FUNCTION_FAILED" }, "token.refused", [1, 1, 1]],
    [
      "a refusal in the middle",
      2,
      { return: "CKR_FUNCTION_FAILED" },
      "token.not-removed",
      [0, 1, 1],
    ],
    ["a crash of the driver", 2, { crash: "before" }, "token.module-crashed", [0, 1, 1]],
    ["a crash after the first", 1, { crash: "afterwards" }, "token.module-crashed", [0, 1, 1]],
    ["a crash before the last", 3, { crash: "before" }, "token.module-crashed", [0, 1, 0]],
  ];
  for (const [what, at, action, code, left] of breaks) {
    it(`that meets ${what} says so, and is finished by the next one`, async function () {
      await using desk = await CardDesk.open(this);
      const keys = desk.keys();
      const [old, fresh] = [await pair(keys), await pair(keys)];
      await desk.shim.fault({ call: "C_DestroyObject", at, do: action });
      await assert.rejects(keys.removePair(removal(old, fresh)), (error) => {
        assert.ok(PerennialError.is(error, code), String(error));
        if (code === "token.not-removed") {
          const { privateKeys, publicKeys, certificates } = error.params;
          assert.deepEqual([privateKeys, publicKeys, certificates], left);
        }
        return true;
      });
      const again = desk.keys();
      await again.login();
      assert.deepEqual(await objectsOf(desk, old.id), left);
      await again.removePair(removal(old, fresh));
      assert.deepEqual(await objectsOf(desk, old.id), [0, 0, 0]);
      assert.deepEqual(await objectsOf(desk, fresh.id), [1, 1, 1]);
    });
  }
});

/** A certificate that somebody issued for a public key. */
async function certificateOf(spki: string): Promise<Uint8Array> {
  x509.cryptoProvider.set(webcrypto as Crypto);
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const { privateKey } = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const { x, y, kty, crv } = createPublicKey({
    key: Buffer.from(spki, "base64"),
    format: "der",
    type: "spki",
  }).export({ format: "jwk" });
  const jwk = { kty, crv, x, y } as webcrypto.JsonWebKey;
  const publicKey = await webcrypto.subtle.importKey("jwk", jwk, algorithm, true, ["verify"]);
  const now = Date.now();
  const made = await x509.X509CertificateGenerator.create({
    subject: "CN=Pair",
    issuer: "CN=Authority",
    publicKey,
    signingKey: privateKey,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    notBefore: new Date(now - 86_400_000),
    notAfter: new Date(now + 86_400_000),
  });
  return new Uint8Array(made.rawData);
}
