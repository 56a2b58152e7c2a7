import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { requireTool } from "../harness/index.js";
import { CertumOffice, expiry, mailbox, verifiedSubject } from "./certum-office.js";
import { CertumPerson } from "./certum-person.js";
import { makeRequest, type RequestFiles } from "./openssl-request.js";
import type { RenewalJson, ShownRenewal } from "./renewal-json.js";
import { encryptAndRead, signAndVerify, verifyForMail } from "./smime.js";

describe("A renewal at Certum with a request that openssl made", function () {
  this.timeout(180_000);
  this.slow(60_000);
  let office: CertumOffice;
  let person: CertumPerson;
  let ended: RenewalJson;
  let shown: ShownRenewal;
  let made: RequestFiles;
  const told = new Map<string, string>();

  before(async function () {
    requireTool(this, "openssl", "version");
    office = await CertumOffice.open({ values: { keyMethod: "own-csr" } });
    const key = ["-newkey", "rsa:3072"];
    made = makeRequest(office.folder.path, "anna", { key, subject: verifiedSubject });
    person = new CertumPerson(office);
    person.method = "own-csr";
    person.instead.set("own-request", async ({ wait }) => {
      const args = ["answer", "anna", wait?.key ?? "", "--file", made.csr];
      const { code, data } = await office.json(args);
      assert.equal(code, 0, JSON.stringify(data));
    });
    person.instead.set("key-kept", ({ wait }) => office.say(wait?.key ?? "", "true"));
    person.after = async () => void told.set(person.waits.at(-1) ?? "", await office.prose());
    ended = await person.go();
    shown = await office.shown();
  });
  after(() => office?.[Symbol.asyncDispose]());

  it("comes to its end without a key of Perennial’s", async () => {
    assert.equal(ended.state, "done", JSON.stringify(ended));
    assert.deepEqual(person.waits.slice(-6), [
      ...["key-method", "own-request", "key-kept", "certificate", "install", "done"],
    ]);
    assert.equal(shown.outputs["generate-key-pair"] ?? null, null);
    assert.equal(shown.outputs["create-request"] ?? null, null);
    const { data } = await office.json(["keys", "list"]);
    assert.deepEqual(data["keys"], []);
  });

  it("said what the request states, and that its private key has to be kept", () => {
    assert.match(told.get("own-request") ?? "", new RegExp(mailbox));
    assert.match(told.get("key-kept") ?? "", /RSA 3072/);
    assert.match(told.get("key-kept") ?? "", /private key/i);
    assert.match(told.get("done") ?? "", /own key|your key|private key/i);
  });

  it("saved PEM, DER and chain of a certificate for that very key, which verifies for mail", async () => {
    const { pem, der, issuers } = shown.outputs["save-certificate"] as unknown as {
      readonly [name in "pem" | "der" | "issuers"]: string;
    };
    const certificate = new X509Certificate(await readFile(pem));
    assert.ok(certificate.checkPrivateKey(createPrivateKey(await readFile(made.key))));
    assert.deepEqual(certificate.raw, await readFile(der));
    const identity = {
      ...{ certificate: pem, issuers, root: office.roots.ca, folder: office.folder.path },
      ...{ key: ["-inkey", made.key], at: Math.floor(office.time / 1000) },
    };
    verifyForMail(identity);
    signAndVerify(identity);
    encryptAndRead(identity);
  });

  it("left no private key in the home or beside the certificate", async () => {
    const secret = createPrivateKey(await readFile(made.key));
    const pkcs8 = secret.export({ type: "pkcs8", format: "der" });
    assert.deepEqual(await office.leaks(), []);
    for (const folder of [office.home, office.documents]) {
      for (const name of await readdir(folder, { recursive: true, withFileTypes: true })) {
        if (!name.isFile()) continue;
        const content = await readFile(join(name.parentPath, name.name));
        assert.ok(!content.includes(pkcs8.subarray(-128)), name.name);
      }
    }
  });

  it("is the certificate that status shows from now on", async () => {
    const { data } = await office.json(["status"]);
    const [profile] = data["profiles"] as { accounts: { certificate?: { notAfter: string } }[] }[];
    const { notAfter = "" } = profile?.accounts[0]?.certificate ?? {};
    assert.equal(new Date(notAfter).toISOString(), office.order().certificate?.notAfter);
    assert.ok(Date.parse(notAfter) > expiry.getTime());
  });
});
