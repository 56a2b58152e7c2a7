import assert from "node:assert/strict";
import { verify, X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { hasTool, runProcess, temporaryHome, type TemporaryHome } from "../harness/index.js";
import { attributes, mechanisms } from "./cryptoki.js";
import { makePivKey } from "./piv-keys.js";
import type { PivKey } from "./piv-card.js";
import { Pkcs11Probe, ProbeError } from "./pkcs11-probe.js";
import { requireRig } from "./require-rig.js";
import { seclusion } from "./seclusion.js";
import type { VirtualCard } from "./virtual-card.js";
import { VirtualReader } from "./virtual-reader.js";

const pin = "123456";

describe("the virtual reader", function () {
  this.slow(3000);
  let keys: { readonly "9A": PivKey; readonly "9C": PivKey };
  let folder: TemporaryHome;

  before(async function () {
    requireRig(this, VirtualReader.missing() ?? Pkcs11Probe.missing());
    folder = await temporaryHome("signatures");
    keys = {
      "9A": await makePivKey("P-256", "Authentication"),
      "9C": await makePivKey("RSA-2048", "Signature"),
    };
  });
  after(() => folder?.remove());

  async function tool(reader: VirtualReader, ...args: string[]): Promise<string> {
    const result = await runProcess("pkcs11-tool", ["--module", reader.modulePath, ...args], {
      env: { ...process.env, ...reader.environment },
    });
    return `${result.stdout}${result.stderr}`;
  }

  /** pcscd looks at its readers a few times a second. */
  async function eventually(what: string, holds: () => Promise<boolean>): Promise<number> {
    const start = performance.now();
    while (!(await holds())) {
      if (performance.now() - start > 30_000) throw new Error(`not within 30 seconds: ${what}`);
      await delay(20);
    }
    return performance.now() - start;
  }

  const listed = async (probe: Pkcs11Probe): Promise<number> =>
    (await probe.call<readonly Buffer[]>("C_GetSlotList", true)).length;

  async function privateKey(probe: Pkcs11Probe, session: Buffer, id: number): Promise<Buffer> {
    await probe.call("C_FindObjectsInit", session, [
      { type: attributes.CLASS, value: 3 },
      { type: attributes.ID, value: Buffer.from([id]) },
    ]);
    const [key] = await probe.call<readonly Buffer[]>("C_FindObjects", session, 1);
    await probe.call("C_FindObjectsFinal", session);
    assert.ok(key !== undefined, `no private key ${id}`);
    return key;
  }

  async function inserted(reader: VirtualReader): Promise<VirtualCard> {
    const card = await reader.piv({ keys });
    await card.insert();
    await eventually("the card is listed", async () =>
      (await tool(reader, "-L")).includes("Authentication"),
    );
    return card;
  }

  it("shows OpenSC a PIV card that signs, beside one that nobody knows", async function () {
    if (!hasTool("opensc-tool")) requireRig(this, "OpenSC is not installed");
    await using reader = await VirtualReader.open();
    const unknown = await reader.unsupported(1);
    await unknown.insert();
    const card = await inserted(reader);
    assert.match(await tool(reader, "-L"), /Slot 1.*\n\s+\(token not recognized\)/);
    assert.match(await tool(reader, "-O", "--login", "--pin", pin), /always authenticate/);

    await writeFile(folder.file("data"), "words");
    const wanted = [
      ["01", "ECDSA-SHA256", keys["9A"]],
      ["02", "SHA256-RSA-PKCS", keys["9C"]],
    ] as const;
    for (const [id, mechanism, { certificate }] of wanted) {
      const files = ["-i", folder.file("data"), "-o", folder.file(id)];
      const words = ["--sign", "--id", id, "--mechanism", mechanism, "--login", "--pin", pin];
      const said = await tool(reader, ...words, "--signature-format", "openssl", ...files);
      assert.ok(existsSync(folder.file(id)), said);
      const { publicKey } = new X509Certificate(certificate);
      assert.ok(verify("sha256", Buffer.from("words"), publicKey, await readFile(folder.file(id))));
    }
    assert.equal((await card.status()).signatures, 2);
  });

  it("shows a running client insertion and removal within two seconds", async () => {
    await using reader = await VirtualReader.open();
    await using probe = await Pkcs11Probe.open(reader.modulePath, reader.environment);
    assert.equal(await listed(probe), 0);
    const card = await reader.piv({ keys });
    for (let round = 0; round < 2; round += 1) {
      await card.insert();
      assert.ok((await eventually("inserted", async () => (await listed(probe)) === 1)) < 2000);
      await card.remove();
      assert.ok((await eventually("removed", async () => (await listed(probe)) === 0)) < 2000);
    }
  });

  it("loses its card in the middle of a signature, and signs with it again afterwards", async () => {
    await using reader = await VirtualReader.open();
    const card = await inserted(reader);
    await using probe = await Pkcs11Probe.open(reader.modulePath, reader.environment);
    const sign = async (): Promise<Buffer> => {
      const session = await probe.session("Authentication", pin);
      const key = await privateKey(probe, session, 1);
      await probe.call("C_SignInit", session, { mechanism: mechanisms.ECDSA }, key);
      return probe.call<Buffer>("C_Sign", session, Buffer.alloc(32, 1), Buffer.alloc(128));
    };
    await card.duringSignature({ remove: true });
    await assert.rejects(sign(), ProbeError);
    assert.equal((await card.status()).signatures, 0);

    await card.duringSignature({});
    await eventually("removed", async () => (await listed(probe)) === 0);
    await card.insert();
    await eventually("inserted", async () => (await listed(probe)) === 1);
    assert.equal((await sign()).length, 64);
  });

  it("asks for the PIN at each signature with 9C", async () => {
    await using reader = await VirtualReader.open();
    const card = await inserted(reader);
    await using probe = await Pkcs11Probe.open(reader.modulePath, reader.environment);
    const session = await probe.session("Authentication", pin);
    const key = await privateKey(probe, session, 2);
    const { verify: before } = await card.status();
    for (let round = 0; round < 2; round += 1) {
      const mechanism = { mechanism: mechanisms.SHA256_RSA_PKCS };
      await probe.call("C_SignInit", session, mechanism, key);
      await probe.call("C_Login", session, 2, pin);
      const signature = await probe.call<Buffer>(
        "C_Sign",
        session,
        Buffer.from("words"),
        Buffer.alloc(256),
      );
      const { publicKey } = new X509Certificate(keys["9C"].certificate);
      assert.ok(verify("sha256", Buffer.from("words"), publicKey, Buffer.from(signature)));
    }
    const after = await card.status();
    assert.ok(after.verify - before >= 2);
    assert.equal(after.signatures, 2);
  });

  it("counts a wrong PIN on the card, also while it is out", async () => {
    await using reader = await VirtualReader.open();
    const card = await inserted(reader);
    await using probe = await Pkcs11Probe.open(reader.modulePath, reader.environment);
    await assert.rejects(probe.session("Authentication", "000000"), /CKR_PIN_INCORRECT/);
    assert.equal((await card.status()).left, 2);
    await card.remove();
    assert.equal((await card.status()).left, 2);
  });

  it("leaves no process, and without need nothing in the machine's own place", async () => {
    const own = "/run/pcscd/pcscd.comm";
    const before = existsSync(own);
    const reader = await VirtualReader.open();
    const { PCSCLITE_CSOCK_NAME: socket = "" } = reader.environment;
    assert.ok(existsSync(socket));
    if (seclusion() !== undefined) assert.equal(existsSync(own), before);
    assert.ok(process.kill(reader.pid, 0));
    await reader[Symbol.asyncDispose]();
    assert.ok(!existsSync(socket));
    assert.throws(() => process.kill(reader.pid, 0), { code: "ESRCH" });
  });
});
