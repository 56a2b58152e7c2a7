import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import { SubjectKeyIdentifierExtension } from "@peculiar/x509";
import * as fc from "fast-check";
import { describeWithOpenssl, openssl, withFiles } from "../test-support/openssl.js";
import { caExtensions, ecKeys, issue, now, rsaKeys } from "../test-support/test-authority.js";
import type { Issued, IssueOptions } from "../test-support/test-authority.js";
import { encodePem } from "../pem.js";
import { verifyCms } from "./verify-cms.js";

const content = Buffer.from("the configuration\r\nof a user\0");
let root: Issued;
let signer: Issued;

/** Signs with OpenSSL. */
function sign(by: Issued, ...options: readonly string[]): Promise<Buffer> {
  const key = by.privateKey.export({ type: "pkcs8", format: "pem" });
  const files = { content: content, "cert.pem": by.pem, "key.pem": key.toString() };
  return withFiles(files, (path) =>
    openssl(
      [
        ["cms", "-sign", "-binary", "-outform", "DER", "-in", path("content")],
        ["-signer", path("cert.pem"), "-inkey", path("key.pem"), ...options],
      ].flat(),
    ),
  );
}

function verify(message: Uint8Array, roots: readonly Issued[] = [root]) {
  return verifyCms({ content: message, roots: roots.map(({ pem }) => pem), at: now });
}

function refusal(code: string, reason?: string) {
  return (error: unknown) =>
    PerennialError.is(error, code) && (reason === undefined || error.params["reason"] === reason);
}

async function signedBy(options: IssueOptions): Promise<Buffer> {
  return sign(await issue("Operator", { issuer: root, ...options }), "-nodetach");
}

describeWithOpenssl("Signed messages that OpenSSL makes", function () {
  this.timeout(120_000);

  before(async () => {
    root = await issue("Root", { extensions: caExtensions() });
    signer = await issue("Operator", { issuer: root });
  });

  it("are accepted in DER, PEM of either label, and base64", async () => {
    const der = await sign(signer, "-nodetach");
    const forms = [
      der,
      Buffer.from(encodePem("CMS", der)),
      Buffer.from(encodePem("PKCS7", der).replaceAll("\n", "\r\n")),
      Buffer.from(der.toString("base64")),
    ];
    for (const form of forms) {
      const verified = await verify(form);
      assert.deepEqual(Buffer.from(verified.content), content);
      assert.equal(verified.signer.subject, "CN=Operator");
      assert.equal(verified.chain.length, 2);
    }
  });

  it("are accepted from an RSA signer, and by subject key identifier", async () => {
    const rsa = await issue("Operator", { issuer: root, keys: await rsaKeys(2048) });
    assert.equal((await verify(await sign(rsa, "-nodetach"))).signer.subject, "CN=Operator");
    const keys = await ecKeys();
    const extensions = [await SubjectKeyIdentifierExtension.create(keys.publicKey)];
    const named = await issue("Named", { issuer: root, keys, extensions });
    const message = await sign(named, "-nodetach", "-keyid");
    assert.equal((await verify(message)).signer.subject, "CN=Named");
  });

  it("are refused when anyone changes the content", async () => {
    const message = await sign(signer, "-nodetach");
    message[message.indexOf("configuration")] = 0x43;
    await assert.rejects(verify(message), refusal("signatures.invalid", "content"));
  });

  it("are refused when the signature is another", async () => {
    const message = await sign(signer, "-nodetach");
    const last = message.length - 1;
    message[last] = (message[last] ?? 0) ^ 1;
    await assert.rejects(verify(message), refusal("signatures.invalid", "signature"));
  });

  it("never verify with other content, whichever byte is changed", async () => {
    const message = await sign(signer, "-nodetach");
    const { signer: expected } = await verify(message);
    const check = async (at: number, flip: number) => {
      const changed = Buffer.from(message);
      changed[at] = (changed[at] ?? 0) ^ flip;
      try {
        const verified = await verify(changed);
        assert.deepEqual(Buffer.from(verified.content), content);
        assert.equal(verified.signer.sha256, expected.sha256);
      } catch (error) {
        assert.ok(PerennialError.is(error), `${at} ^ ${flip}: ${String(error)}`);
      }
    };
    for (const at of message.keys()) await check(at, 1);
    const change = fc.tuple(fc.nat(message.length - 1), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(change, ([at, flip]) => check(at, flip)),
      { numRuns: 300 },
    );
  });

  it("are refused from a signer of another root, saying who", async () => {
    const other = await issue("Other", { extensions: caExtensions() });
    await assert.rejects(verify(await sign(signer, "-nodetach"), [other]), (error) => {
      assert.ok(PerennialError.is(error, "signatures.untrusted"));
      assert.equal(error.params["subject"], "CN=Operator");
      return PerennialError.is(error.cause, "certificates.chain-incomplete");
    });
  });

  it("are refused from an expired signer", async () => {
    await assert.rejects(verify(await signedBy({ to: -1 })), (error) => {
      assert.ok(PerennialError.is(error, "signatures.untrusted"));
      return PerennialError.is(error.cause, "certificates.expired");
    });
  });

  it("are refused without the content, without signed attributes, or without a certificate", async () => {
    await assert.rejects(verify(await sign(signer)), refusal("signatures.invalid", "detached"));
    await assert.rejects(
      verify(await sign(signer, "-nodetach", "-noattr")),
      refusal("signatures.invalid", "signedAttributes"),
    );
    await assert.rejects(
      verify(await sign(signer, "-nodetach", "-nocerts")),
      refusal("signatures.invalid", "signerCertificate"),
    );
  });

  it("are refused from a signer whose certificate is for other uses", async () => {
    const message = await signedBy({ extensions: caExtensions() });
    await assert.rejects(verify(message), (error) => {
      assert.ok(PerennialError.is(error, "signatures.untrusted"));
      return PerennialError.is(error.cause, "signatures.wrong-usage");
    });
  });

  it("are refused over SHA-1", async () => {
    const rsa = await issue("Operator", { issuer: root, keys: await rsaKeys(2048) });
    await assert.rejects(
      verify(await sign(rsa, "-nodetach", "-md", "sha1")),
      refusal("signatures.invalid", "weakDigest"),
    );
  });

  it("are refused with two signatures", async () => {
    const once = await sign(signer, "-nodetach");
    const second = await issue("Second", { issuer: root });
    const key = second.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const files = { once, "cert.pem": second.pem, "key.pem": key };
    const twice = await withFiles(files, (path) =>
      openssl(
        [
          ["cms", "-resign", "-inform", "DER", "-outform", "DER", "-in", path("once")],
          ["-nodetach", "-binary", "-signer", path("cert.pem"), "-inkey", path("key.pem")],
        ].flat(),
      ),
    );
    await assert.rejects(verify(twice), refusal("signatures.invalid", "signers"));
  });

  it("are told from what is no signed message", async () => {
    const certificate = Buffer.from(signer.der);
    for (const other of [
      Buffer.from("hello"),
      Buffer.alloc(0),
      certificate,
      Buffer.from(signer.pem),
    ]) {
      await assert.rejects(verify(other), refusal("signatures.not-cms"));
    }
  });
});
