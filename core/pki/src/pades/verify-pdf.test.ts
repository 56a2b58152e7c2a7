import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import * as fc from "fast-check";
import { describeWithOpenssl, openssl, withFiles } from "../test-support/openssl.js";
import { signingAuthority } from "../test-support/signers.js";
import type { SigningAuthority } from "../test-support/signers.js";
import { issue, now } from "../test-support/test-authority.js";
import type { Issued } from "../test-support/test-authority.js";
import { appendRevision, handMadePdf, libraryPdf } from "../test-support/test-pdfs.js";
import { verifySignature } from "../signing/verify-signature.js";
import { signPdf } from "./sign-pdf.js";
import { verifyPdf } from "./verify-pdf.js";
import type { PdfSignatureReport } from "./verify-pdf.js";

let authority: SigningAuthority;
let ion: Issued;
let signed: Buffer;

function verify(signature: Uint8Array, more: object = {}) {
  return verifyPdf({ signature, roots: [authority.root.pem], at: now, ...more });
}

/** Codes and reasons of the findings of each signature. */
async function findings(pdf: Uint8Array): Promise<readonly (readonly string[])[]> {
  const { signatures } = await verify(pdf);
  return signatures.map((report) => codes(report));
}

function codes(report: PdfSignatureReport): readonly string[] {
  return report.findings.map(({ error }) =>
    [error.code, error.params["reason"]].filter(Boolean).join(" "),
  );
}

/** The first and last byte of the contents, angle brackets included. */
function gap(pdf: Buffer): readonly [number, number] {
  const start = pdf.lastIndexOf("/Contents <") + "/Contents ".length;
  return [start, pdf.indexOf(">", start) + 1];
}

async function isFound(pdf: Uint8Array, what: string): Promise<void> {
  try {
    const { signatures, removed } = await verify(pdf);
    assert.ok(signatures.some(({ valid }) => !valid) || removed.length > 0, what);
  } catch (error) {
    assert.ok(PerennialError.is(error), `${what}: ${String(error)}`);
  }
}

describeWithOpenssl("Verification of a signed PDF", function () {
  this.timeout(60_000);

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

  it("finds every flipped byte that is covered", async () => {
    const [start, end] = gap(signed);
    for (const at of signed.keys()) {
      if (at >= start && at < end) continue;
      const changed = Buffer.from(signed);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      await isFound(changed, `byte ${at}`);
    }
  });

  it("finds flipped bytes in the message, or reads the same from it", async () => {
    const [start, end] = gap(signed);
    for (let at = start; at < end; at += 3) {
      const changed = Buffer.from(signed);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 5));
      try {
        const [report] = (await verify(changed)).signatures;
        if (report?.valid === true) assert.equal(report.signer?.subject, "CN=Ion Țiriac P-256");
      } catch (error) {
        assert.ok(PerennialError.is(error), `byte ${at}: ${String(error)}`);
      }
    }
  });

  it("finds random changes of a file with object streams, signed twice", async () => {
    const pdf = await libraryPdf({ objectStreams: true, form: true });
    const once = await signPdf(authority.by(ion), pdf);
    const twice = Buffer.from(await signPdf(authority.by(ion), once));
    const [start, end] = gap(twice);
    const [firstStart, firstEnd] = gap(Buffer.from(once));
    const place = fc
      .nat(twice.length - 1)
      .filter((at) => (at < start || at >= end) && (at < firstStart || at >= firstEnd));
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = Buffer.from(twice);
        changed[at] = (changed[at] ?? 0) ^ flip;
        await isFound(changed, `byte ${at} ^ ${flip}`);
      }),
      { numRuns: 300 },
    );
  });

  it("finds every flipped byte that only the second signature covers", async () => {
    const twice = Buffer.from(await signPdf(authority.by(ion), signed));
    const [start, end] = gap(twice);
    for (let at = signed.length; at < twice.length; at += 1) {
      if (at >= start && at < end) continue;
      const changed = Buffer.from(twice);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      await isFound(changed, `byte ${at}`);
    }
  });

  it("throws nothing but our errors for damaged PDFs", async () => {
    const pdf = await signPdf(authority.by(ion), await libraryPdf({ objectStreams: true }));
    const damage = fc.record({
      at: fc.nat(pdf.length - 1),
      remove: fc.nat(200),
      insert: fc.oneof(
        fc.uint8Array({ maxLength: 6 }),
        fc.constantFrom(
          "<<",
          "[",
          "(",
          ">>",
          "1 0 R",
          "/Kids[3 0 R]",
          "endobj",
          "startxref\n0\n%%EOF",
        ),
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (list) => {
        const damaged = list.reduce(
          (bytes, { at, remove, insert }) =>
            Buffer.concat([
              bytes.subarray(0, at),
              Buffer.from(insert),
              bytes.subarray(at + remove),
            ]),
          Buffer.from(pdf),
        );
        try {
          await verify(damaged);
        } catch (error) {
          assert.ok(PerennialError.is(error), String((error as Error).stack));
        }
        try {
          await signPdf(authority.by(ion), damaged);
        } catch (error) {
          assert.ok(PerennialError.is(error), String((error as Error).stack));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("throws nothing but our errors for what only begins as a PDF", async () => {
    const garbage = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.string().map((text) => Buffer.from(`xref\n0 ${text}`)),
      fc.nat(100).map((depth) => Buffer.from(`1 0 obj ${"[<<".repeat(depth * 1000)}`)),
    );
    await fc.assert(
      fc.asyncProperty(garbage, async (bytes) => {
        const pdf = Buffer.concat([
          Buffer.from("%PDF-1.7\n"),
          bytes,
          Buffer.from("\nstartxref\n9\n%%EOF"),
        ]);
        await isFound(pdf, "garbage");
      }),
      { numRuns: 300 },
    );
  });

  it("tells a PDF without a signature", async () => {
    await assert.rejects(verify(handMadePdf()), { code: "pdf.not-signed" });
    await assert.rejects(verify(await libraryPdf({ form: true })), { code: "pdf.not-signed" });
  });

  it("refuses what is appended: other data, another page, another catalog", async () => {
    const trailer = "/Root 1 0 R";
    const page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>";
    const catalog = "<</Type/Catalog/Pages 9 0 R>>";
    const appended = [
      Buffer.concat([signed, Buffer.from("PK")]),
      appendRevision(signed, new Map([[3, page]]), { trailer, size: 9 }),
    ];
    for (const pdf of appended) {
      assert.deepEqual(await findings(pdf), [["signatures.content-appended"]]);
    }
    await isFound(
      appendRevision(signed, new Map([[1, catalog]]), { trailer, size: 9 }),
      "another catalog",
    );
  });

  it("remarks what is appended and shows nothing: a line end, an unused object, validation data", async () => {
    const trailer = "/Root 1 0 R";
    const catalog = "<</Type /Catalog/Pages 2 0 R/AcroForm << /Fields [6 0 R] /SigFlags 3 >>";
    const validation = new Map([
      [1, `${catalog.replace("/Type /Catalog", "/Type/Catalog")}/DSS 8 0 R>>`],
      [8, "<</Type/DSS/Certs[]>>"],
    ]);
    const appended = [
      Buffer.concat([signed, Buffer.from("\r\n")]),
      appendRevision(signed, new Map([[8, "(unused)"]]), { trailer, size: 9 }),
      appendRevision(signed, validation, { trailer, size: 9 }),
    ];
    for (const pdf of appended) {
      const [report] = (await verify(pdf)).signatures;
      assert.deepEqual(report && codes(report), ["signatures.data-appended"]);
      assert.deepEqual([report?.valid, report?.coversWholeFile], [true, false]);
    }
  });

  it("remarks a further signature, and no more", async () => {
    const twice = await signPdf(authority.by(await authority.signer("RSA 2048")), signed);
    assert.deepEqual(await findings(twice), [["signatures.signed-later"], []]);
    const thrice = await signPdf(authority.by(ion), twice, {
      appearance: { page: 1, rectangle: [10, 10, 200, 40], lines: ["Ion"] },
    });
    assert.deepEqual(await findings(thrice), [
      ["signatures.signed-later"],
      ["signatures.signed-later"],
      [],
    ]);
    const { signatures } = await verify(thrice);
    assert.ok(signatures.every(({ valid }) => valid));
  });

  const changes: Readonly<Record<string, ReadonlyMap<number, string>>> = {
    "another page in its place": new Map([
      [3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Annots[6 0 R]>>"],
    ]),
    "another content": new Map([[4, "<</Length 5>>\nstream\nBT ET\nendstream"]]),
    "a page more": new Map([[2, "<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>"]]),
    "an action when it is opened": new Map([
      [1, "<</Type/Catalog/Pages 2 0 R/OpenAction 8 0 R/AcroForm <</Fields[6 0 R]/SigFlags 3>>>>"],
    ]),
    "an XFA form": new Map([
      [1, "<</Type/Catalog/Pages 2 0 R/AcroForm <</Fields[6 0 R]/SigFlags 3/XFA 8 0 R>>>>"],
    ]),
  };
  for (const [what, objects] of Object.entries(changes)) {
    it(`refuses the first signature when a second signer signs ${what}`, async () => {
      const changed = appendRevision(signed, objects, { trailer: "/Root 1 0 R", size: 9 });
      const resigned = await signPdf(authority.by(await authority.signer("P-384")), changed);
      assert.deepEqual(await findings(resigned), [["signatures.content-appended"], []]);
    });
  }

  it("refuses the first signature when a later one comes with another catalog", async () => {
    const other = new Map([
      [8, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]/SigFlags 3>>>>"],
    ]);
    const changed = appendRevision(signed, other, { trailer: "/Root 8 0 R", size: 9 });
    const resigned = await signPdf(authority.by(ion), changed);
    assert.deepEqual(await findings(resigned), [["signatures.content-appended"], []]);
  });

  it("refuses the first signature when an object comes that it refers to and that was missing", async () => {
    const pdf = handMadePdf({ page: "/Annots[44 0 R]" });
    const once = await signPdf(authority.by(ion), pdf);
    const note = "<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/Contents(a note)>>";
    const changed = appendRevision(once, new Map([[44, note]]), {
      trailer: "/Root 1 0 R",
      size: 45,
    });
    const resigned = await signPdf(authority.by(ion), changed);
    assert.deepEqual(await findings(resigned), [["signatures.content-appended"], []]);
  });

  it("refuses the first signature when a later one is worth nothing and could cover the page", async () => {
    const stranger = await issue("Stranger");
    const by = { ...authority.by(stranger), chain: [] };
    const appearance = { page: 1, rectangle: [0, 0, 595, 842], lines: ["Pay"] } as const;
    assert.deepEqual(await findings(await signPdf(by, signed, { appearance })), [
      ["signatures.content-appended"],
      ["signatures.untrusted"],
    ]);
    assert.deepEqual(await findings(await signPdf(by, signed)), [
      ["signatures.data-appended"],
      ["signatures.untrusted"],
    ]);
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
