import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { requireTool } from "../harness/index.js";
import { openssl } from "./openssl.js";
import { World } from "./world.js";

describe("A business renewal through the portals, unattended, as a process of its own", function () {
  this.timeout(120_000);
  let world: World;
  let untouched: readonly string[];
  let ended: Awaited<ReturnType<World["cli"]>>;

  before(async () => {
    world = await World.open();
    untouched = await world.fingerprints();
    const answers = await world.answers();
    ended = await world.cli(["renew", "acme", "--answers", answers, "--wait-for", "2m"]);
  });
  after(() => world[Symbol.asyncDispose]());

  it("ends with exit code 0 and says so, without a stack trace or an unanswered question", () => {
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    assert.match(ended.stdout, /^acme: renewed\. All \d+ steps are done\.$/m);
    assert.doesNotMatch(ended.stdout + ended.stderr, /\n\s+at |undefined|\[object/);
  });

  it("did each thing outside exactly once", () => {
    assert.deepEqual(world.counted(), world.once);
    assert.equal(world.counter("logins.accepted"), 2);
    assert.deepEqual(world.simulator.failures, []);
  });

  it("made a certificate that openssl accepts against the root", async function () {
    requireTool(this, "openssl", "version");
    const roots = await world.simulator.writeRoots(world.file("roots"));
    const verdict = openssl(
      "verify",
      "-CAfile",
      roots.ca,
      "-untrusted",
      roots.issuing,
      await world.certificate("MAIN"),
    );
    assert.match(verdict, /: OK$/m);
  });

  it("certified the key of the request, which openssl accepts as well", async function () {
    requireTool(this, "openssl", "version");
    const name = (await readdir(world.data)).find(
      (one) => /MAIN.*\.pem$/.test(one) && !one.startsWith("old"),
    );
    assert.ok(name !== undefined);
    const request = join(world.data, name);
    assert.match(openssl("req", "-in", request, "-verify", "-noout", "-subject"), /Ada Weber/);
    const ofRequest = openssl("req", "-in", request, "-noout", "-pubkey");
    const certificate = await world.certificate("MAIN");
    assert.equal(openssl("x509", "-in", certificate, "-noout", "-pubkey"), ofRequest);
    const exported = world.file("exported.p12");
    const password = await world.writePrivate("p12-password", "For the export only 1");
    const { data } = await world.json("keys", "list");
    const [key] = data["keys"] as readonly { id: string }[];
    const result = await world.cli([
      "keys",
      "export",
      key?.id ?? "",
      "--out",
      exported,
      "--password-file",
      password,
      "--yes",
    ]);
    assert.equal(result.code, 0, result.stdout + result.stderr);
    const opened = world.file("exported.pem");
    openssl(
      "pkcs12",
      "-in",
      exported,
      "-nocerts",
      "-noenc",
      "-passin",
      `file:${password}`,
      "-out",
      opened,
    );
    assert.equal(openssl("pkey", "-in", opened, "-pubout"), ofRequest);
    const packed = openssl(
      ...["pkcs12", "-in", exported, "-nokeys", "-info", "-passin", `file:${password}`],
    );
    const names = [...packed.matchAll(/^(subject|issuer)=(.*)$/gm)].map(([, , name]) => name);
    assert.equal(names.length, 6, packed);
    const [subject, issuer, issuing, itsIssuer, root, itself] = names;
    assert.match(subject ?? "", /Ada Weber/);
    assert.deepEqual([issuing, root, itself], [issuer, itsIssuer, itsIssuer]);
    assert.notEqual(issuing, root);
  });

  it("left the old certificate as it was, byte for byte", async () => {
    assert.deepEqual(await world.fingerprints(), untouched);
  });

  it("backed up what the manual names, together with the encrypted key", async () => {
    const names = await readdir(world.home, { recursive: true });
    assert.ok(
      names.some((name) => name.endsWith("passwords")),
      names.join("\n"),
    );
  });

  it("wrote an audit log that verifies", async () => {
    const result = await world.cli(["audit", "verify"]);
    assert.equal(result.code, 0, result.stdout + result.stderr);
  });

  it("wrote no password, passphrase or private key anywhere, nor showed one", async () => {
    assert.deepEqual(await world.leaks(), []);
    for (const secret of world.secrets) {
      assert.ok(!ended.stdout.includes(secret) && !ended.stderr.includes(secret));
    }
  });

  it("has nothing more to do, and says that too", async () => {
    const again = await world.cli(["renew"]);
    assert.equal(again.code, 0);
    assert.deepEqual(world.counted(), world.once);
    const resumed = await world.cli(["resume"]);
    assert.equal(resumed.code, 0);
  });
});
