import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { requireTool, temporaryHome, type TemporaryHome } from "../../harness/index.js";
import { sha256 } from "../pki/pem.js";
import { logIn, obtainCertificate, upload } from "../testing/visits.js";
import { defaultUsers, startLuxtrustSimulator } from "./index.js";
import type { ConfigurationVariant, LuxtrustSimulator, RootFiles } from "./index.js";

describe("The configuration file, to OpenSSL", () => {
  let simulator: LuxtrustSimulator;
  let home: TemporaryHome;
  let roots: RootFiles;
  let receipt: string;
  let spkiHash: string;
  let certificate: Buffer;

  before(function () {
    requireTool(this, "openssl", "version");
  });
  beforeEach(async () => {
    simulator = await startLuxtrustSimulator({ now: new Date("2026-11-20T09:00:00.500Z") });
    home = await temporaryHome("configuration");
    roots = await simulator.writeRoots(home.path);
    const obtained = await obtainCertificate(simulator);
    ({ certificate } = obtained);
    ({ spkiHash } = obtained.request);
    const { browser } = await logIn(simulator, { user: "999900001" }, "Renewed1Business");
    ({ receipt } = await upload(simulator, browser, certificate));
  });
  afterEach(async () => {
    await simulator.close();
    await home.remove();
  });

  /** Sends a configuration and lets OpenSSL verify it. */
  const receive = async (variant?: ConfigurationVariant) => {
    const [attachment] = (await simulator.configurations.send(receipt, variant)).attachments;
    const [file, content] = [home.file("received.config"), home.file("content.json")];
    writeFileSync(file, attachment?.content ?? "");
    rmSync(content, { force: true });
    const args = ["cms", "-verify", "-inform", "DER", "-in", file, "-out", content, "-binary"];
    const { status } = spawnSync("openssl", [...args, "-CAfile", roots.operator]);
    const json =
      status === 0 ? (JSON.parse(readFileSync(content, "utf8")) as Record<string, unknown>) : {};
    return { name: attachment?.name, verified: status === 0, json };
  };

  it("is signed by the operator and bound to user, account, key and certificate", async () => {
    const { name, verified, json } = await receive();
    assert.ok(verified);
    assert.equal(name, "sofie.999900001.20261120090000.config");
    const { settings, ...rest } = json;
    assert.deepEqual(rest, {
      version: 1,
      user: "999900001",
      account: "MAIN",
      spkiHash,
      certificateSha256: sha256(certificate),
      issuedAt: "2026-11-20T09:00:00Z",
    });
    assert.equal(typeof settings, "object");
    assert.equal(simulator.mailbox.list().at(-1)?.to, defaultUsers[0]?.email);
  });

  it("is DER: OpenSSL writes the same bytes again", async () => {
    const [attachment] = (await simulator.configurations.send(receipt)).attachments;
    const file = home.file("signed.config");
    writeFileSync(file, attachment?.content ?? "");
    const args = ["cms", "-cmsout", "-inform", "DER", "-outform", "DER", "-in", file];
    assert.deepEqual(spawnSync("openssl", args).stdout, attachment?.content);
  });

  it("is newer each time, even within one second", async () => {
    const names = [(await receive()).name, (await receive()).name, (await receive()).name];
    assert.deepEqual(
      names.map((name) => name?.slice(-9)),
      ["00.config", "01.config", "02.config"],
    );
  });

  for (const variant of ["tampered", "unsigned", "wrong-signer", "truncated", "empty"] as const)
    it(`is refused when it is ${variant}`, async () => {
      assert.equal((await receive(variant)).verified, false);
    });

  it("is signed but for another user, account or key, or older, when asked to", async () => {
    const right = (await receive()).json;
    const changes: [ConfigurationVariant, string][] = [
      ["other-user", "user"],
      ["other-account", "account"],
      ["other-key", "spkiHash"],
    ];
    for (const [variant, member] of changes) {
      const { verified, json } = await receive(variant);
      assert.ok(verified);
      assert.notEqual(json[member], right[member]);
      assert.deepEqual(
        { ...json, [member]: "", issuedAt: "" },
        { ...right, [member]: "", issuedAt: "" },
      );
    }
    const { json, name } = await receive("older");
    assert.ok(String(json["issuedAt"]) < String(right["issuedAt"]));
    assert.match(name ?? "", /\.2025\d{10}\.config$/);
  });

  it("is not sent for an upload that is not there", async () => {
    await assert.rejects(simulator.configurations.send("U-999999"), { code: "upload.unknown" });
  });
});
