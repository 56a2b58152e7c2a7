import assert from "node:assert/strict";
import { describeWithOpenssl } from "../test-support/openssl.js";
import { signingAuthority } from "../test-support/signers.js";
import type { SigningAuthority } from "../test-support/signers.js";
import { issue } from "../test-support/test-authority.js";
import type { Issued } from "../test-support/test-authority.js";
import { appendRevision, handMadePdf, libraryPdf } from "../test-support/test-pdfs.js";
import { signPdf } from "./sign-pdf.js";
import { codes, pdfVerdicts } from "../test-support/pdf-verdicts.js";

let authority: SigningAuthority;
let ion: Issued;
let signed: Buffer;

const { verify, findings, isFound } = pdfVerdicts(() => authority);

describeWithOpenssl("Verification of a signed PDF that was changed later", function () {
  this.timeout(120_000);

  before(async () => {
    authority = await signingAuthority();
    ion = await authority.signer("P-256");
    signed = Buffer.from(await signPdf(authority.by(ion), handMadePdf(), { reason: "I agree" }));
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
});
