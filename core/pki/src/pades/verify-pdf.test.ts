import assert from "node:assert/strict";
import { describeWithOpenssl, openssl, withFiles } from "../test-support/openssl.js";
import { signingAuthority } from "../test-support/signers.js";
import type { SigningAuthority } from "../test-support/signers.js";
import { now } from "../test-support/test-authority.js";
import type { Issued } from "../test-support/test-authority.js";
import { appendRevision, handMadePdf, libraryPdf } from "../test-support/test-pdfs.js";
import { verifySignature } from "../signing/verify-signature.js";
import { signPdf } from "./sign-pdf.js";
import { codes, gap, pdfVerdicts } from "../test-support/pdf-verdicts.js";

let authority: SigningAuthority;
let ion: Issued;
let signed: Buffer;

const { verify, findings, isFound } = pdfVerdicts(() => authority);

describeWithOpenssl("Verification of a signed PDF", function () {
  this.timeout(120_000);

  before(async () => {
    authority = await signingAuthority();
    ion = await authority.signer("P-256");
    signed = Buffer.from(await signPdf(authority.by(ion), handMadePdf(), { reason: "I agree" }));
  });

  it("says who signed, when, why, and that it is the whole file", async () => {
    const [report, ...others] = (await verify(signed)).signatures;
    assert.equal(others.length, 0);
    assert.deepEqual(
      {
        ...report,
        chain: report?.chain.length,
        signer: report?.signer?.subject,
      },
      {
        valid: true,
        findings: [],
        signer: "CN=Ion Țiriac P-256",
        chain: 3,
        signingTime: "2026-06-15T12:00:00Z",
        algorithm: "ECDSA with SHA-256",
        bindsCertificate: true,
        field: "Signature1",
        subFilter: "ETSI.CAdES.detached",
        covered: signed.length,
        coversWholeFile: true,
        reason: "I agree",
        location: null,
      },
    );
  });

  it("is chosen by what the file is", async () => {
    const roots = [authority.root.pem];
    assert.equal((await verifySignature({ signature: signed, roots, at: now })).kind, "pdf");
    await assert.rejects(verifySignature({ signature: Buffer.from("x"), roots, at: now }), {
      code: "signatures.not-cms",
    });
  });

  it("tells a PDF without a signature", async () => {
    await assert.rejects(verify(handMadePdf()), { code: "pdf.not-signed" });
    await assert.rejects(verify(await libraryPdf({ form: true })), { code: "pdf.not-signed" });
  });

  it("finds every change of the brackets around the message", async () => {
    const changed = Buffer.from(signed);
    const [start, end] = gap(signed);
    for (const at of [start, end - 1]) {
      for (let flip = 1; flip < 256; flip += 1) {
        changed[at] = (signed[at] ?? 0) ^ flip;
        // A hexadecimal string may have white space in it and an end later on, but no other range.
        await isFound(changed, `byte ${at} ^ ${flip}`);
      }
      changed[at] = signed[at] ?? 0;
    }
  });

  it("says which signature was removed", async () => {
    const cleared = new Map([
      [1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]>>>>"],
      [6, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/Rect[0 0 0 0]>>"],
    ]);
    const removed = appendRevision(signed, cleared, { trailer: "/Root 1 0 R", size: 9 });
    assert.deepEqual(await verify(removed), { signatures: [], removed: ["Signature1"] });
    const resigned = await signPdf(authority.by(ion), removed);
    const { signatures, removed: names } = await verify(resigned);
    assert.deepEqual([signatures.length, names], [1, ["Signature1"]]);
  });

  it("says which signature was removed from a file with object streams", async () => {
    const pdf = await libraryPdf({ objectStreams: true });
    const once = Buffer.from(await signPdf(authority.by(ion), pdf)).toString("latin1");
    const [, field = ""] = /(\d+) 0 obj\n<<[^<]*\/FT \/Sig/u.exec(once) ?? [];
    const [trailer = ""] = /\/Root \d+ 0 R/u.exec(once) ?? [];
    const empty = "<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/Rect[0 0 0 0]>>";
    const cleared = appendRevision(Buffer.from(once, "latin1"), new Map([[Number(field), empty]]), {
      trailer,
      size: Number(field) + 1,
    });
    assert.deepEqual(await verify(cleared), { signatures: [], removed: ["Signature1"] });
  });

  it("refuses a byte range that leaves out more than the message, or begins later", async () => {
    const text = signed.toString("latin1");
    const [, from = "", to = "", rest = ""] =
      /\/ByteRange \[0 (\d+) (\d+) (\d+)\] */u.exec(text) ?? [];
    const ranges = [
      `[0 ${Number(from) - 1} ${to} ${rest}]`,
      `[0 ${from} ${Number(to) + 1} ${Number(rest) - 1}]`,
      `[1 ${Number(from) - 1} ${to} ${rest}]`,
      `[0 ${from} ${to} ${Number(rest) + 1}]`,
      `[0 ${from} ${to}]`,
      `[0 ${from} ${to} -${rest}]`,
      `[0 ${from} ${to} ${rest}.5]`,
      "5",
    ];
    for (const range of ranges) {
      const changed = Buffer.from(
        text.replace(/(?<=\/ByteRange )\[0 \d+ \d+ \d+\] */u, (whole) =>
          range.padEnd(whole.length),
        ),
        "latin1",
      );
      assert.equal(changed.length, signed.length, range);
      assert.deepEqual(await findings(changed), [["signatures.invalid byteRange"]], range);
    }
  });

  it("refuses other data after the message", async () => {
    const older = await withOpensslMessage();
    const [, end] = gap(older);
    older.write("41", end - 3, "latin1");
    assert.deepEqual(await findings(older), [["signatures.invalid padding"]]);
  });

  it("refuses kinds of signatures that it does not know, saying which", async () => {
    const text = signed.toString("latin1").replace("ETSI.CAdES.detached", "adbe.x509.rsa_sha1 ");
    const [report] = (await verify(Buffer.from(text, "latin1"))).signatures;
    assert.deepEqual(report?.findings[0]?.error.params, { kind: "adbe.x509.rsa_sha1" });
  });

  it("reads the older signatures of a PDF, with a message of OpenSSL", async () => {
    const older = await withOpensslMessage();
    const { signatures } = await verify(older, { roots: [authority.middle.pem] });
    assert.deepEqual(signatures[0]?.valid, true);
    assert.deepEqual(codes(signatures[0])[0], "signatures.not-bound");
  });

  it("judges the chain at the time that the file claims, where it is told to", async () => {
    const at = new Date("2028-01-01T00:00:00Z");
    assert.equal((await verify(signed, { at })).signatures[0]?.valid, false);
    assert.equal((await verify(signed, { at, atSigningTime: true })).signatures[0]?.valid, true);
  });
});

/** The signed PDF with a message that OpenSSL made, which is shorter, in place of ours. */
async function withOpensslMessage(): Promise<Buffer> {
  const text = signed.toString("latin1").replace("ETSI.CAdES.detached", "adbe.pkcs7.detached");
  const older = Buffer.from(text, "latin1");
  const [start, end] = gap(older);
  const covered = Buffer.concat([older.subarray(0, start), older.subarray(end)]);
  const key = ion.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const files = { covered, "cert.pem": ion.pem, "key.pem": key };
  const message = await withFiles(files, (path) =>
    openssl(
      [
        ["cms", "-sign", "-binary", "-outform", "DER", "-in", path("covered")],
        ["-signer", path("cert.pem"), "-inkey", path("key.pem")],
      ].flat(),
    ),
  );
  const hex = message.toString("hex").padEnd(end - start - 2, "0");
  older.write(hex, start + 1, "latin1");
  return older;
}
