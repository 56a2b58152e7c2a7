import assert from "node:assert/strict";
import { describeWithOpenssl, openssl, tryOpenssl, withFiles } from "../test-support/openssl.js";
import { heldElsewhere } from "../test-support/held-elsewhere.js";
import { gather, inPieces, signerKinds, signingAuthority } from "../test-support/signers.js";
import type { SigningAuthority } from "../test-support/signers.js";
import { now } from "../test-support/test-authority.js";
import type { Issued } from "../test-support/test-authority.js";
import { signerFromPrivateKey } from "../signer.js";
import { signCades, signCadesAttached } from "./sign-cades.js";
import { verifyCades } from "./verify-cades.js";
import { cmsVerdicts, content } from "../test-support/cms-verdicts.js";

let authority: SigningAuthority;
let ion: Issued;

const { verify, refusals } = cmsVerdicts(() => authority);

/** OpenSSL's opinion; what it takes out of the message, or why it refuses. */
function opensslVerify(signature: Uint8Array, detached?: Uint8Array): Promise<string> {
  const files = { signature, content: detached ?? "", "root.pem": authority.root.pem };
  return withFiles(files, (path) => {
    const { ok, text } = tryOpenssl(
      [
        ["cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", path("signature")],
        ["-CAfile", path("root.pem"), "-purpose", "any", "-out", path("out")],
        ["-attime", String(now.getTime() / 1000)],
        detached === undefined ? [] : ["-content", path("content")],
      ].flat(),
    );
    return `${ok ? "accepted" : "refused"}: ${text.trim()}`;
  });
}

const accepted = "accepted: CAdES Verification successful";

describeWithOpenssl("CAdES signatures", function () {
  this.timeout(120_000);

  before(async () => {
    authority = await signingAuthority();
    ion = await authority.signer("P-256");
  });

  for (const kind of signerKinds) {
    it(`with ${kind} are accepted by OpenSSL and here, detached and attached`, async () => {
      const issued = await authority.signer(kind);
      const by = authority.by(issued);
      const detached = await signCades(by, content);
      assert.equal(await opensslVerify(detached, content), accepted);
      const attached = await gather(signCadesAttached(by, () => inPieces(content, 7)));
      assert.equal(await opensslVerify(attached), accepted);
      for (const verified of [await verify(detached, content), await verify(attached)]) {
        const [report, ...others] = verified.signatures;
        assert.deepEqual([report?.findings, report?.valid, others], [[], true, []]);
        assert.equal(report?.bindsCertificate, true);
        assert.equal(report?.signingTime, "2026-06-15T12:00:00Z");
        assert.equal(report?.signer?.subject, `CN=Ion Țiriac ${kind}`);
        assert.equal(report?.chain.length, 3);
      }
      assert.deepEqual((await verify(attached)).content, content);
    });

    it(`with ${kind} held by a token cost one digest`, async () => {
      const issued = await authority.signer(kind);
      const asked: Uint8Array[] = [];
      const by = authority.by(issued, heldElsewhere(issued.privateKey, asked));
      const signature = await signCades(by, content);
      assert.equal(await opensslVerify(signature, content), accepted);
      assert.deepEqual(
        asked.map(({ length }) => length),
        [kind === "P-521" ? 64 : kind === "P-384" ? 48 : 32],
      );
    });
  }

  it("are made over SHA-384 where that is asked for", async () => {
    for (const kind of ["RSA 2048", "P-256"] as const) {
      const issued = await authority.signer(kind);
      const by = authority.by(issued, heldElsewhere(issued.privateKey));
      const signature = await signCades({ ...by, hash: "sha384" }, content);
      assert.equal(await opensslVerify(signature, content), accepted);
      const { signatures } = await verify(signature, content);
      assert.match(signatures[0]?.algorithm ?? "", /with SHA-384$/u);
      assert.equal(signatures[0]?.valid, true);
    }
  });

  it("are DER: the signed attributes and the certificates in order, nothing of indefinite length", async () => {
    const signature = await signCades(authority.by(ion), content);
    const again = await withFiles({ signature }, (path) =>
      openssl(["cms", "-cmsout", "-inform", "DER", "-in", path("signature"), "-outform", "DER"]),
    );
    assert.deepEqual(again, Buffer.from(signature));
  });

  it("hold the attributes that level B-B asks for, and no other", async () => {
    const signature = await signCades(authority.by(ion), content);
    const text = await withFiles({ signature }, (path) =>
      openssl(["cms", "-cmsout", "-print", "-noout", "-inform", "DER", "-in", path("signature")]),
    );
    const attributes = text.toString().split("signedAttrs:")[1]?.split("unsignedAttrs")[0] ?? "";
    assert.deepEqual([...attributes.matchAll(/object: (\S+)/gu)].map(([, name]) => name).sort(), [
      "contentType",
      "id-smime-aa-signingCertificateV2",
      "messageDigest",
      "signingTime",
    ]);
    assert.match(attributes, /Jun 15 12:00:00 2026 GMT/u);
    assert.match(text.toString(), /serialNumber/u);
  });

  it("are the same whatever pieces the content comes in", async () => {
    const key = authority.by(await authority.signer("RSA 2048"));
    const whole = await signCades(key, content);
    for (const size of [1, 5, 1000]) {
      assert.deepEqual(await signCades(key, inPieces(content, size)), whole);
    }
  });

  it("cover a content of 40 MB that never is in memory at once", async () => {
    async function* big() {
      for (let count = 0; count < 640; count += 1) yield Buffer.alloc(65_536, count);
    }
    const by = authority.by(ion);
    const { signatures } = await verifyCades({
      signature: await signCades(by, big()),
      content: big(),
      roots: [authority.root.pem],
      at: now,
    });
    assert.deepEqual(signatures[0]?.findings, []);
  });

  it("hold no content over 512 MiB, and stop reading there", async () => {
    let read = 0;
    const piece = Buffer.alloc(64 * 1024 * 1024);
    async function* endless() {
      for (;;) {
        read += 1;
        yield piece;
      }
    }
    await assert.rejects(gather(signCadesAttached(authority.by(ion), endless)), {
      code: "signatures.too-large",
      params: { size: 9 * piece.length, max: 8 * piece.length },
    });
    assert.equal(read, 9);
  });

  it("of nothing at all are signatures too", async () => {
    const empty = new Uint8Array();
    const by = authority.by(ion);
    assert.equal(await opensslVerify(await signCades(by, empty), empty), accepted);
    const attached = await gather(signCadesAttached(by, () => empty));
    assert.equal(await opensslVerify(attached), accepted);
    assert.deepEqual(await refusals(attached), []);
  });

  it("are not made with a certificate of another key, nor outside its validity", async () => {
    const other = await authority.signer("P-256");
    const unused = heldElsewhere(ion.privateKey);
    const key = { ...unused, sign: () => assert.fail("The key was used.") };
    const by = authority.by(ion, key);
    await assert.rejects(signCades({ ...by, certificate: other.der }, content), {
      code: "certificates.key-mismatch",
    });
    await assert.rejects(signCades({ ...by, at: new Date("2030-01-01T00:00:00Z") }, content), {
      code: "certificates.expired",
    });
    await assert.rejects(signCades({ ...by, at: new Date("2020-01-01T00:00:00Z") }, content), {
      code: "certificates.not-yet-valid",
    });
  });

  it("can be made with an expired certificate where that is wanted, and are refused for it", async () => {
    const at = new Date("2030-01-01T00:00:00Z");
    const by = { ...authority.by(ion), at, evenExpired: true };
    const report = await verifyCades({
      signature: await signCades(by, content),
      content,
      roots: [authority.root.pem],
      at,
    });
    const codes = report.signatures[0]?.findings.map(({ error }) => error.code);
    assert.deepEqual(codes, ["signatures.untrusted"]);
  });

  it("do not leave the house when the key answers something wrong", async () => {
    const other = await authority.signer("P-256");
    const right = signerFromPrivateKey(ion.privateKey);
    const wrong = signerFromPrivateKey(other.privateKey);
    const answers = [
      wrong.sign,
      async () => new Uint8Array(),
      async () => new Uint8Array(63),
      async () => new Uint8Array(64),
    ];
    for (const sign of answers) {
      const by = authority.by(ion, { ...right, sign });
      await assert.rejects(signCades(by, content), { code: "signatures.wrong-answer" });
    }
  });

  it("are not finished when the file changes while it is read", async () => {
    let opened = 0;
    const changing = () => Buffer.from(`version ${(opened += 1)}`);
    await assert.rejects(gather(signCadesAttached(authority.by(ion), changing)), {
      code: "signatures.content-changed",
    });
    const growing = () => Buffer.alloc((opened += 1));
    await assert.rejects(gather(signCadesAttached(authority.by(ion), growing)), {
      code: "signatures.content-changed",
    });
  });
});
