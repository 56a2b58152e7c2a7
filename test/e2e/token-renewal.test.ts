import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { hasTool, requireTool, runProcess } from "../harness/index.js";
import { requireRig, SoftHsm } from "../rigs/index.js";
import { openssl } from "./openssl.js";
import { World } from "./world.js";
import { allAnswers } from "./world-options.js";

const pin = "73915402";
const label = "LuxTrust card";
export const place = `pkcs11:token=${encodeURIComponent(label)}`;

describe("A renewal whose key is on a token, unattended, as a process of its own", function () {
  this.timeout(120_000);
  let hsm: SoftHsm;
  let world: World;
  let untouched: readonly string[];
  let ended: Awaited<ReturnType<World["cli"]>>;

  before(async function () {
    requireRig(this, SoftHsm.missing());
    hsm = await SoftHsm.open({ tokens: [{ label, userPin: pin }, { label: "Another card" }] });
    const { modulePath, environment } = hsm;
    world = await World.open({ token: { place, modulePath, environment, pin } });
    untouched = await world.fingerprints();
    const answers = { ...(await unaskedEntropy(world)) };
    ended = await world.cli(["renew", "acme", "--answers", answers.path, "--wait-for", "2m"]);
  });
  after(async () => {
    await world?.[Symbol.asyncDispose]();
    await hsm?.[Symbol.asyncDispose]();
  });

  it("ends with exit code 0, asks for no entropy, and says that the key is on the token", () => {
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    assert.match(ended.stdout, /acme: renewed/);
    assert.match(ended.stdout, /made on the token, with the token’s own randomness/);
    assert.deepEqual(world.counted(), world.once);
  });

  it("made a request and a certificate that openssl accepts, for one key", async function () {
    requireTool(this, "openssl", "version");
    const name = (await readdir(world.data)).find(
      (one) => /MAIN.*\.pem$/.test(one) && !one.startsWith("old"),
    );
    const request = join(world.data, name ?? "");
    assert.match(openssl("req", "-in", request, "-verify", "-noout", "-subject"), /Ada Weber/);
    const roots = await world.simulator.writeRoots(world.file("roots"));
    const certificate = await world.certificate("MAIN");
    const untrusted = ["-untrusted", roots.issuing];
    assert.match(openssl("verify", "-CAfile", roots.ca, ...untrusted, certificate), /: OK$/m);
    const ofRequest = openssl("req", "-in", request, "-noout", "-pubkey");
    assert.equal(openssl("x509", "-in", certificate, "-noout", "-pubkey"), ofRequest);
  });

  it("put the certificate on the token beside its key, for every program to use", async function () {
    if (!hasTool("opensc-tool")) requireRig(this, "pkcs11-tool is not installed");
    const objects = await pkcs11Tool(hsm, "-O");
    const { id = "" } = (await world.shown()).outputs["generate-keys"] as { id?: string };
    const ids = [...objects.matchAll(/^ {2}ID: +([0-9a-f]+)$/gm)].map(([, found]) => found);
    assert.deepEqual(ids, [id, id, id], objects);
    for (const kind of ["Private Key Object", "Public Key Object", "Certificate Object"]) {
      assert.ok(objects.includes(kind), objects);
    }
    assert.match(objects, /Access: +sensitive, always sensitive, never extractable, local/);
    const read = world.file("read.der");
    await pkcs11Tool(hsm, "--read-object", "--type", "cert", "--id", id, "--output-file", read);
    const kept = openssl("x509", "-inform", "DER", "-in", read, "-outform", "PEM");
    assert.ok((await readFile(await world.certificate("MAIN"), "utf8")).includes(kept.trim()));
    const signature = world.file("signature");
    const data = await world.give("data", "signed by another program");
    const digest = await world.give(
      "digest",
      createHash("sha256")
        .update(await readFile(data))
        .digest(),
    );
    const how = ["--sign", "--mechanism", "ECDSA", "--signature-format", "openssl"];
    await pkcs11Tool(hsm, ...how, "--id", id, "-i", digest, "-o", signature);
    const publicKey = openssl("x509", "-in", await world.certificate("MAIN"), "-noout", "-pubkey");
    const key = await world.give("key.pem", publicKey);
    assert.match(openssl("dgst", "-sha256", "-verify", key, "-signature", signature, data), /OK/);
  });

  it("left the old certificate as it was, and the other token empty", async () => {
    assert.deepEqual(await world.fingerprints(), untouched);
    const other = await pkcs11Tool(hsm, "-O").then(() => hsm.token("Another card"));
    const args = ["--module", hsm.modulePath, "--token-label", other.label, "-O"];
    const environment = { ...process.env, ...hsm.environment };
    const listed = await runProcess("pkcs11-tool", args, { env: environment });
    assert.doesNotMatch(listed.stdout, /Object/);
  });

  it("says in the backup that the key on the token is not in it", async () => {
    const folder = join(world.home, "backups", "acme");
    const [backup = ""] = await readdir(folder);
    const manifest = JSON.parse(await readFile(join(folder, backup, "backup.json"), "utf8")) as {
      onTokens: readonly { token: string }[];
    };
    assert.deepEqual(
      manifest.onTokens.map(({ token }) => token),
      [label],
    );
    assert.match(ended.stdout, /The key on the token “LuxTrust card” cannot be copied/);
  });

  it("wrote the PIN nowhere, nor showed it, and the audit log verifies", async () => {
    assert.deepEqual(await world.leaks(), []);
    assert.ok(!ended.stdout.includes(pin) && !ended.stderr.includes(pin));
    const audit = await world.cli(["audit", "verify"]);
    assert.equal(audit.code, 0, audit.stdout + audit.stderr);
  });

  it("takes no PIN in the URI of a token, and keeps none", async () => {
    const keyPlace = "keyPlace=pkcs11:token=Card?pin-value=55443322";
    const from = ["--from", world.file("profile.json"), "--set", keyPlace];
    const added = await world.inProcess(["profile", "add", "other", ...from]);
    assert.equal(added.code, 2, added.stdout + added.stderr);
    assert.match(added.stdout + added.stderr, /token\.uri-pin/);
    assert.deepEqual(await world.leaks(["55443322"]), []);
  });

  it("shows the key where it is, and exports it under no circumstances", async () => {
    const { data } = await world.json("keys", "list");
    const [key] = data["keys"] as readonly { id: string; place?: string }[];
    assert.equal(key?.place, place);
    const out = world.file("never.p12");
    const exported = await world.cli(["keys", "export", key?.id ?? "", "--out", out, "--yes"]);
    assert.match(exported.stdout + exported.stderr, /cannot leave it/);
    assert.equal(exported.code, 3);
  });
});

/** Answers without any for entropy: a question for it would stop the run. */
async function unaskedEntropy(world: World) {
  const { "*/generate-keys/*": _entropy, ...answers } = allAnswers;
  return { path: await world.answers({ answers }) };
}

async function pkcs11Tool(hsm: SoftHsm, ...args: readonly string[]): Promise<string> {
  const login = ["--module", hsm.modulePath, "--token-label", label, "--login", "--pin", pin];
  const env = { ...process.env, ...hsm.environment };
  const { code, stdout, stderr } = await runProcess("pkcs11-tool", [...login, ...args], { env });
  assert.equal(code, 0, stdout + stderr);
  return stdout;
}
