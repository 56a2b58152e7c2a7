import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createPublicKey, createVerify, X509Certificate } from "node:crypto";
import type { KeyAlgorithm } from "@perennial/api";
import { createRequest } from "@perennial/pki";
import { removeHomes } from "../../test-support/stores.js";
import { issueCertificate } from "../testing/issue-certificate.js";
import {
  needsSoftHsm,
  openSoftHsm,
  ScriptedPins,
  softHsm,
  softHsmModule,
  userPin,
  type SoftHsm,
} from "../testing/soft-hsm.js";
import type { TokenServices } from "../open-tokens.js";

const kinds: readonly KeyAlgorithm[] = [
  "rsa-2048",
  "rsa-3072",
  "rsa-4096",
  "ec-p256",
  "ec-p384",
  "ec-p521",
];
const subject = { commonName: "Token Test" };
const label = "Perennial one";

describe("Keys on a token", function () {
  this.timeout(120_000);
  let rig: SoftHsm;
  let services: TokenServices;
  before(async function () {
    needsSoftHsm(this);
    rig = softHsm(label, "Perennial two");
    services = await openSoftHsm(rig);
  });
  after(() => {
    services.modules.end();
    removeHomes();
  });

  function pkcs11Tool(...args: readonly string[]): string {
    const options = [
      "--module",
      softHsmModule,
      "--token-label",
      label,
      "--login",
      "--pin",
      userPin,
    ];
    return execFileSync("pkcs11-tool", [...options, ...args], {
      env: rig.env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  }

  for (const algorithm of kinds) {
    it(`of the kind ${algorithm} make requests that OpenSSL accepts, with one PIN`, async () => {
      const pins = new ScriptedPins([userPin]);
      const keys = services.keys({ label }, pins);
      const id = await keys.newId();
      const key = await keys.generate({ id, algorithm, label: `key ${algorithm}` });
      assert.equal(key.id, id);
      assert.equal(key.algorithm, algorithm);
      assert.equal(key.label, `key ${algorithm}`);
      assert.deepEqual(await keys.find(id), key);
      const request = await createRequest({ subject }, await keys.signer(id));
      const openssl = spawnSync("openssl", ["req", "-verify", "-noout"], { input: request.pem });
      assert.equal(openssl.status, 0);
      assert.match(String(openssl.stderr), /verify OK/u);
      assert.equal(request.spkiHash, key.spkiHash);
      assert.equal(pins.questions.length, 1);
      assert.ok(pins.given.every((pin) => pin.every((byte) => byte === 0)));
      await keys.logout();
    });
  }

  it("cannot be taken from it, and say so themselves", async () => {
    const keys = services.keys({ label }, new ScriptedPins([userPin]));
    const id = await keys.newId();
    await keys.generate({ id, algorithm: "ec-p256", label: "kept" });
    const token = await services.modules.locate({ label });
    const { privateKeys } = await services.modules.objects(token);
    const made = privateKeys.find((key) => key.id === id);
    assert.equal(made?.extractable, false);
    assert.equal(made.sensitive, true);
    await keys.logout();
  });

  it("are never made twice under one identifier", async () => {
    const keys = services.keys({ label }, new ScriptedPins([userPin]));
    const id = await keys.newId();
    const request = { id, algorithm: "ec-p256", label: "once" } as const;
    const key = await keys.generate(request);
    await assert.rejects(keys.generate(request), { code: "keys.exists" });
    assert.deepEqual(await keys.find(id), key);
    assert.equal(await keys.find(await keys.newId()), null);
    await keys.logout();
  });

  it("get their certificate, which is read back and proved, and written once only", async () => {
    const keys = services.keys({ label }, new ScriptedPins([userPin]));
    const id = await keys.newId();
    await keys.generate({ id, algorithm: "rsa-2048", label: "with certificate" });
    const certificate = issueCertificate(
      (await createRequest({ subject }, await keys.signer(id))).pem,
    );
    const proof = await keys.importCertificate({ id, certificate, label: "imported" });
    assert.equal(proof.algorithm, "RSASSA-PKCS1-v1_5 with SHA-256");
    await keys.importCertificate({ id, certificate, label: "imported" });
    const listed = pkcs11Tool("--list-objects", "--type", "cert");
    assert.equal(listed.match(/Certificate Object/gu)?.length, 1);
    const token = await services.modules.locate({ label });
    const { certificates } = await services.modules.objects(token);
    const found = certificates.find((one) => one.id === id);
    assert.equal(found?.der, Buffer.from(certificate).toString("base64"));
    const { issuer, serialNumber } = new X509Certificate(certificate);
    assert.match(listed, /imported/u);
    assert.ok(issuer.includes("Test CA") && serialNumber !== "");
    await keys.logout();
  });

  it("refuse the certificate of another key before anything is written", async () => {
    const keys = services.keys({ label }, new ScriptedPins([userPin]));
    const [one, other] = [await keys.newId(), await keys.newId()];
    await keys.generate({ id: one, algorithm: "ec-p256", label: "one" });
    await keys.generate({ id: other, algorithm: "ec-p256", label: "other" });
    const { pem } = await createRequest({ subject }, await keys.signer(one));
    const certificate = issueCertificate(pem);
    await assert.rejects(keys.importCertificate({ id: other, certificate, label: "x" }), {
      code: "certificates.key-mismatch",
    });
    const token = await services.modules.locate({ label });
    const { certificates } = await services.modules.objects(token);
    assert.ok(!certificates.some(({ id }) => id === one || id === other));
    await keys.logout();
  });

  it("that are half there are reported, and not taken for a key or for none", async () => {
    const keys = services.keys({ label }, new ScriptedPins([userPin]));
    const id = await keys.newId();
    await keys.generate({ id, algorithm: "ec-p256", label: "half" });
    pkcs11Tool("--delete-object", "--type", "privkey", "--id", id);
    await assert.rejects(keys.find(id), { code: "token.half-key-pair" });
    await assert.rejects(keys.generate({ id, algorithm: "ec-p256", label: "half" }), {
      code: "keys.exists",
    });
    await keys.logout();
  });

  it("are found after their making although their public half is gone, if it can be known", async () => {
    const keys = services.keys({ label }, new ScriptedPins([userPin]));
    const id = await keys.newId();
    const key = await keys.generate({ id, algorithm: "rsa-2048", label: "private" });
    pkcs11Tool("--delete-object", "--type", "pubkey", "--id", id);
    assert.equal((await keys.find(id))?.spkiHash, key.spkiHash);
    await keys.logout();
  });

  it("are removed only when the fingerprint is confirmed and the new pair is proved", async () => {
    const keys = services.keys({ label }, new ScriptedPins([userPin]));
    const [old, fresh] = [await keys.newId(), await keys.newId()];
    const { spkiHash } = await keys.generate({ id: old, algorithm: "ec-p256", label: "old" });
    const made = await keys.generate({ id: fresh, algorithm: "ec-p256", label: "fresh" });
    const request = await createRequest({ subject }, await keys.signer(fresh));
    const certificate = issueCertificate(request.pem);
    const replacement = { id: fresh, certificate };
    for (const confirmed of ["yes", made.spkiHash]) {
      await assert.rejects(keys.removePair({ id: old, confirmed, replacement }), {
        code: "token.removal-unconfirmed",
      });
    }
    const foreign = { id: old, certificate };
    await assert.rejects(
      keys.removePair({ id: fresh, confirmed: made.spkiHash, replacement: foreign }),
      { code: "certificates.key-mismatch" },
    );
    await keys.removePair({ id: old, confirmed: spkiHash, replacement });
    assert.equal(await keys.find(old), null);
    assert.equal((await keys.find(fresh))?.spkiHash, made.spkiHash);
    await keys.logout();
  });

  describe("that are old", () => {
    /** An old pair with its certificate, and the one that took its place. */
    async function twoPairs() {
      const keys = services.keys({ label }, new ScriptedPins([userPin]));
      const [old, fresh] = [await keys.newId(), await keys.newId()];
      const pair = await keys.generate({ id: old, algorithm: "ec-p256", label: "old" });
      await keys.generate({ id: fresh, algorithm: "ec-p256", label: "fresh" });
      const issue = async (id: string) =>
        issueCertificate((await createRequest({ subject }, await keys.signer(id))).pem);
      await keys.importCertificate({ id: old, certificate: await issue(old), label: "old" });
      const certificate = await issue(fresh);
      const removal = {
        id: old,
        confirmed: pair.spkiHash,
        replacement: { id: fresh, certificate },
      };
      return { keys, old, fresh, removal };
    }

    async function objectsOf(id: string): Promise<readonly number[]> {
      const objects = await services.modules.objects(await services.modules.locate({ label }));
      assert.ok(objects.loggedIn);
      const { privateKeys, publicKeys, certificates } = objects;
      return [privateKeys, publicKeys, certificates].map(
        (all) => all.filter((one) => one.id === id).length,
      );
    }

    for (const [what, ...types] of [
      ["the private half is gone", "privkey"],
      ["only certificates are left", "privkey", "pubkey"],
      ["only the public half is left", "privkey", "cert"],
    ] as const) {
      it(`are removed in full also where ${what} already`, async () => {
        const { keys, old, removal } = await twoPairs();
        for (const type of types) pkcs11Tool("--delete-object", "--type", type, "--id", old);
        await assert.rejects(keys.removePair({ ...removal, confirmed: "0".repeat(64) }), {
          effect: "none",
        });
        await keys.removePair(removal);
        assert.deepEqual(await objectsOf(old), [0, 0, 0]);
        await assert.rejects(keys.removePair(removal), { code: "keys.not-found" });
        await keys.logout();
      });
    }

    it("are removed without the certificate of another key that stands beside them", async () => {
      const { keys, old, fresh, removal } = await twoPairs();
      const foreign = join(rig.home, "foreign.der");
      writeFileSync(foreign, removal.replacement.certificate);
      pkcs11Tool("--write-object", foreign, "--type", "cert", "--id", old, "--label", "foreign");
      assert.deepEqual(await objectsOf(old), [1, 1, 2]);
      await keys.removePair(removal);
      assert.deepEqual(await objectsOf(old), [0, 0, 1]);
      const token = await services.modules.locate({ label });
      const { certificates } = await services.modules.objects(token);
      assert.equal(certificates.find(({ id }) => id === old)?.label, "foreign");
      assert.deepEqual((await objectsOf(fresh)).slice(0, 2), [1, 1]);
      await keys.logout();
    });
  });

  it("sign many things at once, each signature its own and all of them right", async () => {
    const keys = services.keys({ label }, new ScriptedPins([userPin]));
    const id = await keys.newId();
    await keys.generate({ id, algorithm: "ec-p256", label: "many" });
    const signer = await keys.signer(id);
    const batch = Array.from({ length: 50 }, (_one, index) => Buffer.from(`text ${index}`));
    const lone = batch.map((data) => signer.sign(data, "sha256"));
    const together = await signer.signMany(batch, "sha256");
    const all = [...(await Promise.all(lone)), ...together].map((one) =>
      Buffer.from(one).toString("hex"),
    );
    assert.equal(new Set(all).size, 100);
    await keys.logout();
  });

  it("sign what comes in pieces, of any length, as what is whole", async () => {
    const keys = services.keys({ label }, new ScriptedPins([userPin]));
    async function* pieces() {
      for (let count = 0; count < 100; count += 1) yield Buffer.alloc(1_000_000, count);
    }
    for (const [algorithm, hash] of [
      ["ec-p384", "sha384"],
      ["ec-p521", "sha512"],
      ["rsa-2048", "sha512"],
      ["rsa-2048", "sha256"],
    ] as const) {
      const id = await keys.newId();
      const { spki } = await keys.generate({ id, algorithm, label: "pieces" });
      const { signStream } = await keys.signer(id);
      assert.ok(signStream !== undefined);
      const signature = await signStream(pieces(), hash);
      const verifying = createVerify(hash);
      for await (const piece of pieces()) verifying.update(piece);
      const key = createPublicKey({
        key: Buffer.from(spki, "base64"),
        format: "der",
        type: "spki",
      });
      assert.ok(verifying.verify({ key, dsaEncoding: "ieee-p1363" }, signature), algorithm);
    }
    await keys.logout();
  });

  it("tell while a key is being made how long it takes", async () => {
    const keys = services.keys({ label }, new ScriptedPins([userPin]));
    const told: number[] = [];
    const id = await keys.newId();
    const progress = (elapsed: number) => told.push(elapsed);
    await keys.generate({ id, algorithm: "rsa-2048", label: "slow", progress });
    assert.ok(told.length >= 1 && told.every((elapsed) => elapsed >= 0));
    await keys.logout();
  });
});
