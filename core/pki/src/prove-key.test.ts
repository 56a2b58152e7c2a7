import assert from "node:assert/strict";
import { matches, pickMatching } from "./match.js";
import { certificateInfo } from "./certificates/certificate-info.js";
import { proveKey } from "./prove-key.js";
import { createRequest } from "./requests/create-request.js";
import { signerFromPrivateKey } from "./signer.js";
import type { Signer } from "./signer.js";
import { issue, rsaKeys } from "./test-support/test-authority.js";

describe("A certificate and its key", () => {
  it("are proven by a test signature, with RSA and with ECDSA", async () => {
    const ec = await issue("ec");
    const rsa = await issue("rsa", { keys: await rsaKeys(2048) });
    assert.deepEqual(await proveKey(ec.der, signerFromPrivateKey(ec.privateKey)), {
      algorithm: "ECDSA with SHA-256",
    });
    assert.deepEqual(await proveKey(rsa.der, signerFromPrivateKey(rsa.privateKey)), {
      algorithm: "RSASSA-PKCS1-v1_5 with SHA-256",
    });
  });

  it("do not pass when the key is another", async () => {
    const [one, two] = [await issue("one"), await issue("two")];
    await assert.rejects(proveKey(one.der, signerFromPrivateKey(two.privateKey)), {
      code: "certificates.key-mismatch",
      params: { subject: "CN=one" },
    });
  });

  it("do not pass when the store claims the key but signs with another", async () => {
    const [one, two] = [await issue("one"), await issue("two")];
    const liar: Signer = {
      ...signerFromPrivateKey(one.privateKey),
      sign: (data, hash) => signerFromPrivateKey(two.privateKey).sign(data, hash),
    };
    await assert.rejects(proveKey(one.der, liar), { code: "certificates.key-mismatch" });
  });

  it("sign something new each time", async () => {
    const one = await issue("one");
    const signed: string[] = [];
    const recording: Signer = {
      ...signerFromPrivateKey(one.privateKey),
      sign: (data, hash) => {
        signed.push(Buffer.from(data).toString("hex"));
        return signerFromPrivateKey(one.privateKey).sign(data, hash);
      },
    };
    await proveKey(one.der, recording);
    await proveKey(one.der, recording);
    assert.notEqual(signed[0], signed[1]);
  });

  it("match their request, and no other", async () => {
    const [one, two] = [await issue("one"), await issue("two")];
    const request = await createRequest(
      { subject: { commonName: "x" } },
      signerFromPrivateKey(one.privateKey),
    );
    assert.equal(matches(one.der, request), true);
    assert.equal(matches(two.der, request), false);
    const infos = [certificateInfo(two.der), certificateInfo(one.der)];
    assert.equal(pickMatching(infos, request).subject, "CN=one");
    assert.throws(() => pickMatching(infos.slice(0, 1), request), {
      code: "certificates.key-mismatch",
      params: { subject: "CN=two" },
    });
  });
});
