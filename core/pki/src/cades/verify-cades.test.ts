import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import * as fc from "fast-check";
import { describeWithOpenssl, openssl, withFiles } from "../test-support/openssl.js";
import { gather, signingAuthority } from "../test-support/signers.js";
import type { SigningAuthority } from "../test-support/signers.js";
import { issue, now } from "../test-support/test-authority.js";
import type { Issued } from "../test-support/test-authority.js";
import { signCades, signCadesAttached } from "./sign-cades.js";
import { verifyCades } from "./verify-cades.js";
import { cmsVerdicts, content } from "../test-support/cms-verdicts.js";

let authority: SigningAuthority;
let ion: Issued;

const { verify, refusals } = cmsVerdicts(() => authority);

describeWithOpenssl("Verification of CMS signatures", function () {
  this.timeout(120_000);

  before(async () => {
    authority = await signingAuthority();
    ion = await authority.signer("P-256");
  });

  it("refuses another content, and a content that is missing", async () => {
    const signature = await signCades(authority.by(ion), content);
    assert.deepEqual(await refusals(signature, Buffer.from("another")), [
      "signatures.invalid content",
    ]);
    assert.deepEqual(await refusals(signature), ["signatures.content-missing"]);
  });

  it("refuses a content that is not the attached one", async () => {
    const signature = await gather(signCadesAttached(authority.by(ion), () => content));
    assert.deepEqual(await refusals(signature, content), []);
    assert.deepEqual(await refusals(signature, Buffer.from("another")), [
      "signatures.invalid content",
    ]);
  });

  it("finds every flipped byte, or what it accepts says the same", async () => {
    const signature = await gather(signCadesAttached(authority.by(ion), () => content));
    const [whole] = (await verify(signature)).signatures;
    for (const at of signature.keys()) {
      const changed = Buffer.from(signature);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      try {
        const verified = await verify(changed);
        const [report] = verified.signatures;
        if (report?.valid !== true) continue;
        assert.deepEqual(verified.content, content, `byte ${at}`);
        assert.equal(report.signer?.sha256, whole?.signer?.sha256, `byte ${at}`);
        assert.equal(report.signingTime, whole?.signingTime, `byte ${at}`);
      } catch (error) {
        assert.ok(PerennialError.is(error), `byte ${at}: ${String(error)}`);
      }
    }
  });

  it("throws nothing but our errors for damaged messages", async () => {
    const signature = await gather(signCadesAttached(authority.by(ion), () => content));
    const damage = fc.record({
      at: fc.nat(signature.length - 1),
      remove: fc.nat(4),
      insert: fc.uint8Array({ maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ at, remove, insert }) => {
        const damaged = [signature.subarray(0, at), insert, signature.subarray(at + remove)];
        try {
          await verify(Buffer.concat(damaged));
        } catch (error) {
          assert.ok(PerennialError.is(error), String(error));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("tells what is no signed message", async () => {
    const others = [new Uint8Array(), Buffer.from("hello"), ion.der, Buffer.from(ion.pem)];
    for (const other of others) {
      await assert.rejects(verify(other, content), { code: "signatures.not-cms" });
    }
  });

  it("reads the messages of OpenSSL: streamed, RSASSA-PSS, SHA-512, by key identifier, without CAdES", async () => {
    const rsa = await authority.signer("RSA 2048");
    const make = (issued: Issued, ...options: readonly string[]) =>
      opensslSign(issued, "-nodetach", ...options);
    assert.deepEqual(await refusals(await make(ion, "-cades", "-stream")), []);
    assert.deepEqual(await refusals(await make(rsa, "-cades", "-md", "sha512")), []);
    const pss = ["-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:-1"];
    const verified = await verify(await make(rsa, "-cades", "-md", "sha256", ...pss));
    assert.equal(verified.signatures[0]?.algorithm, "RSASSA-PSS with SHA-256");
    assert.equal(verified.signatures[0]?.valid, true);
    const plain = (await verify(await make(ion))).signatures[0];
    assert.equal(plain?.valid, true);
    assert.equal(plain?.bindsCertificate, false);
    assert.deepEqual(
      // OpenSSL takes the computer's time, which is after the time of the tests.
      plain?.findings.map(({ severity, error }) => [severity, error.code]).slice(0, 1),
      [["remark", "signatures.not-bound"]],
    );
  });

  it("refuses SHA-1, signatures without attributes, and ones without the signer's certificate", async () => {
    const rsa = await authority.signer("RSA 2048");
    assert.deepEqual(await refusals(await opensslSign(rsa, "-nodetach", "-md", "sha1")), [
      "signatures.invalid weakDigest",
    ]);
    assert.deepEqual(await refusals(await opensslSign(ion, "-nodetach", "-noattr")), [
      "signatures.invalid signedAttributes",
      "signatures.invalid content",
      "signatures.invalid signature",
    ]);
    assert.deepEqual(await refusals(await opensslSign(ion, "-nodetach", "-nocerts")), [
      "signatures.invalid signerCertificate",
    ]);
  });

  it("judges every signature of a message", async () => {
    const first = await signCades(authority.by(ion), content);
    const rsa = await authority.signer("RSA 2048");
    const stranger = await issue("Stranger");
    const both = await opensslResign(await opensslResign(first, rsa), stranger);
    const { signatures } = await verify(both, content);
    assert.deepEqual(
      signatures
        .map(({ signer, valid }) => [signer?.subject, valid])
        .sort(([left], [right]) => String(left).localeCompare(String(right))),
      [
        ["CN=Ion Țiriac P-256", true],
        ["CN=Ion Țiriac RSA 2048", true],
        ["CN=Stranger", false],
      ],
    );
  });

  it("judges the chain now, and at the claimed time where it is told to", async () => {
    const signature = await signCades(authority.by(ion), content);
    const later = new Date("2028-01-01T00:00:00Z");
    const rules = { signature, content, roots: [authority.root.pem], at: later };
    const judged = async (more: object) => (await verifyCades({ ...rules, ...more })).signatures[0];
    assert.equal((await judged({}))?.findings[0]?.error.cause?.code, "certificates.expired");
    assert.equal((await judged({ atSigningTime: true }))?.valid, true);
    const early = await judged({ at: new Date("2026-06-14T00:00:00Z"), atSigningTime: true });
    assert.deepEqual(
      early?.findings.map(({ error }) => error.code),
      ["signatures.time-in-future"],
    );
  });

  it("refuses a signer of another root, and one whose certificate is for other uses", async () => {
    const signature = await signCades(authority.by(ion), content);
    const stranger = await issue("Stranger");
    const { signatures } = await verifyCades({
      signature,
      content,
      roots: [stranger.pem],
      at: now,
    });
    assert.equal(signatures[0]?.findings[0]?.error.code, "signatures.untrusted");
    const ca = await signCades(authority.by(authority.middle), content);
    assert.deepEqual(await refusals(ca, content), ["signatures.wrong-usage"]);
  });
});

function opensslSign(issued: Issued, ...options: readonly string[]): Promise<Buffer> {
  const key = issued.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const files = {
    content,
    "cert.pem": issued.pem,
    "key.pem": key,
    "chain.pem": authority.middle.pem,
  };
  return withFiles(files, (path) =>
    openssl(
      [
        ["cms", "-sign", "-binary", "-outform", "DER", "-in", path("content")],
        ["-signer", path("cert.pem"), "-inkey", path("key.pem"), "-certfile", path("chain.pem")],
        options,
      ].flat(),
    ),
  );
}

function opensslResign(signature: Uint8Array, issued: Issued): Promise<Buffer> {
  const key = issued.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const files = { signature, content, "cert.pem": issued.pem, "key.pem": key };
  return withFiles(files, (path) =>
    openssl(
      [
        [
          "cms",
          "-resign",
          "-binary",
          "-inform",
          "DER",
          "-outform",
          "DER",
          "-in",
          path("signature"),
        ],
        ["-signer", path("cert.pem"), "-inkey", path("key.pem"), "-cades"],
      ].flat(),
    ),
  );
}
