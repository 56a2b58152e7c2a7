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
import { coveredRange } from "./covered-range.js";
import { PdfFile } from "./pdf-file.js";
import { signPdf } from "./sign-pdf.js";
import { signatureFields } from "./signature-fields.js";
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

/** The gaps of all signatures. */
function gaps(pdf: Buffer): readonly (readonly [number, number])[] {
  return [...pdf.toString("latin1").matchAll(/\/Contents (<[0-9a-f]{1000,}>)/gu)].map(
    ({ index, 0: whole, 1: message = "" }) => {
      const end = index + whole.length;
      return [end - message.length, end];
    },
  );
}

function isIn(ranges: readonly (readonly [number, number])[], at: number): boolean {
  return ranges.some(([start, end]) => at >= start && at < end);
}

/** Whether the file cannot be read, or shows a signature whose byte range has a byte. */
function isShownCovered(pdf: Buffer, at: number): boolean {
  try {
    const file = PdfFile.open(pdf);
    return signatureFields(file).some(({ signature }) => {
      const { parts, end } = coveredRange(file, signature);
      const [before, after] = parts;
      return at < before.length || (at >= end - after.length && at < end);
    });
  } catch (error) {
    assert.ok(PerennialError.is(error), `byte ${at}: ${String(error)}`);
    return PerennialError.is(error, "pdf.damaged");
  }
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

  const twiceSigned: Readonly<Record<string, () => Promise<Uint8Array> | Uint8Array>> = {
    "a table of cross-references": () => handMadePdf(),
    "object streams": () => libraryPdf({ objectStreams: true, form: true }),
  };
  for (const [what, make] of Object.entries(twiceSigned)) {
    it(`finds every flipped bit of a file with ${what}, signed twice`, async () => {
      const once = await signPdf(authority.by(ion), await make());
      const twice = Buffer.from(await signPdf(authority.by(ion), once));
      const messages = gaps(twice);
      assert.equal(messages.length, 2);
      for (const at of twice.keys()) {
        if (isIn(messages, at)) continue;
        for (let bit = 1; bit < 256; bit *= 2) {
          twice[at] = (twice[at] ?? 0) ^ bit;
          // Verified to the end where no digest is sure to differ.
          if (!isShownCovered(twice, at)) await isFound(twice, `byte ${at} ^ ${bit}`);
          twice[at] ^= bit;
        }
      }
    });

    it(`finds random changes of a file with ${what}, signed twice`, async () => {
      const once = await signPdf(authority.by(ion), await make());
      const twice = Buffer.from(await signPdf(authority.by(ion), once));
      const messages = gaps(twice);
      const place = fc.nat(twice.length - 1).filter((at) => !isIn(messages, at));
      await fc.assert(
        fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async (at, flip) => {
          const changed = Buffer.from(twice);
          changed[at] = (changed[at] ?? 0) ^ flip;
          await isFound(changed, `byte ${at} ^ ${flip}`);
        }),
        { numRuns: 150 },
      );
    });
  }

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

  describe("whose second signature is hidden", () => {
    let twice: Buffer;
    /** Where its dictionary, and its row in the cross-references, begin. */
    let dictionary: number;
    let row: number;

    before(async () => {
      const once = await signPdf(authority.by(ion), await libraryPdf({ objectStreams: true }));
      twice = Buffer.from(await signPdf(authority.by(ion), once));
      dictionary = twice.lastIndexOf("<<\n/Type /Sig");
      const place = Buffer.of(1, 0, 0, 0, 0);
      place.writeUInt32BE(twice.lastIndexOf("\n", dictionary - 2) + 1, 1);
      row = twice.lastIndexOf(place);
    });

    function written(at: number, bytes: Uint8Array | string): Buffer {
      const pdf = Buffer.from(twice);
      pdf.set(Buffer.from(bytes), at);
      return pdf;
    }

    it("refuses the first one where the reference to the second is free, or of no known type", async () => {
      for (const type of [0, 3, 255]) {
        const hidden = written(row, Uint8Array.of(type));
        assert.deepEqual(await findings(hidden), [["signatures.content-appended"]], `type ${type}`);
      }
    });

    it("refuses the first one where the second is no dictionary any more", async () => {
      for (const other of ["8<", "/<", "<>", "[]", "%<"]) {
        const hidden = written(dictionary, other);
        assert.deepEqual(await findings(hidden), [["signatures.content-appended"]], other);
      }
    });

    it("cannot be read where rows of cross-references are cut off, or of negative length", async () => {
      const length = twice.lastIndexOf("/Length ") + "/Length ".length;
      for (const other of ["07", "-1", "-9"]) {
        await assert.rejects(verify(written(length, other)), { code: "pdf.damaged" }, other);
      }
    });
  });

  it("refuses the first signature when something is appended that no cross-references have", async () => {
    const hidden = Buffer.concat([signed, Buffer.from("8 0 obj\n(hidden)\nendobj\n")]);
    const options = { trailer: "/Root 1 0 R", size: 10 };
    const appended = appendRevision(hidden, new Map([[9, "(unused)"]]), options);
    assert.deepEqual(await findings(appended), [["signatures.content-appended"]]);
    const resigned = await signPdf(authority.by(ion), appended);
    assert.deepEqual(await findings(resigned), [["signatures.content-appended"], []]);
  });

  it("remarks appended revisions that replace an object of each other, with a comment between them", async () => {
    const options = { trailer: "/Root 1 0 R", size: 9 };
    const stream = "<</Length 3>>\nstream\nabc\nendstream";
    const one = appendRevision(signed, new Map([[8, stream]]), options);
    const comment = Buffer.concat([one, Buffer.from("% by someone\n")]);
    const two = appendRevision(comment, new Map([[8, "(unused)"]]), options);
    assert.deepEqual(await findings(two), [["signatures.data-appended"]]);
  });

  it("refuses the first signature when an object gets another generation, which was missing", async () => {
    const note = "<</Type/Page/Subtype/Text/Rect[10 10 30 30]/Contents(a note)>>";
    const pdf = handMadePdf({ page: "/Annots[5 1 R]", more: [note] });
    const once = await signPdf(authority.by(ion), pdf);
    assert.deepEqual(await findings(once), [[]]);
    const options = { trailer: "/Root 1 0 R", size: 9 };
    const again = Buffer.from(appendRevision(once, new Map([[5, note]]), options));
    again.write("5 1 obj", once.length, "latin1");
    again.write("00001 n", again.lastIndexOf("00000 n"), "latin1");
    assert.deepEqual(await findings(again), [["signatures.content-appended"]]);
    const resigned = await signPdf(authority.by(ion), again);
    assert.deepEqual(await findings(resigned), [["signatures.content-appended"], []]);
  });

  it("refuses the first signature when a field is appended that does something by itself", async () => {
    const field = "<</Type/Annot/Subtype/Widget/FT/Sig/T(Next)/Rect[0 0 0 0]";
    const action = "<</S/JavaScript/JS(app.alert\\(1\\))>>";
    const form = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R 8 0 R]/SigFlags 3>>>>";
    const appended = (more: string) => {
      const objects = new Map([
        [1, form],
        [8, `${field}${more}>>`],
      ]);
      return appendRevision(signed, objects, { trailer: "/Root 1 0 R", size: 9 });
    };
    assert.deepEqual(await findings(appended("")), [["signatures.data-appended"]]);
    for (const more of [`/A${action}`, `/AA<</PO${action}>>`]) {
      const changed = appended(more);
      assert.deepEqual(await findings(changed), [["signatures.content-appended"]], more);
      const resigned = await signPdf(authority.by(ion), changed);
      assert.deepEqual(await findings(resigned), [["signatures.content-appended"], []], more);
    }
  });

  it("refuses the first signature when readers could take something appended for something else", async () => {
    const trailer = "/Root 1 0 R";
    const catalog = "<</Type/Catalog/Pages 2 0 R/AcroForm<<";
    const field = "<</Type/Annot/Subtype/Widget/FT/Sig/T(Next)/Rect[0 0 0 0]";
    const both = "/Fields[6 0 R 8 0 R]/SigFlags 3";
    const appended = (form: string, box: string, more = "") =>
      appendRevision(
        signed,
        new Map([
          [1, `${catalog}${form}>>>>`],
          [8, `${field}${box}>>`],
        ]),
        { trailer: `${trailer}${more}`, size: 9 },
      );
    assert.deepEqual(await findings(appended(both, "")), [["signatures.data-appended"]]);
    const others = [
      appended(`/Fields[8 0 R]${both}`, ""),
      appended(both, "/Rect[0 0 0 0]"),
      appended(both, "", "/Root 1 0 R"),
    ];
    for (const other of others) {
      assert.deepEqual(await findings(other), [["signatures.content-appended"]]);
    }
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
