import assert from "node:assert/strict";
import { PDFDocument } from "pdf-lib";
import { objectIdentifier } from "../signing/der-writer.js";
import { describeWithPdfsig } from "../test-support/pdfsig.js";
import { heldElsewhere } from "../test-support/held-elsewhere.js";
import { pdfOpinions } from "../test-support/pdf-opinions.js";
import { signerKinds, signingAuthority } from "../test-support/signers.js";
import type { SigningAuthority } from "../test-support/signers.js";
import type { Issued } from "../test-support/test-authority.js";
import { appendRevision, handMadePdf, libraryPdf } from "../test-support/test-pdfs.js";
import { hybrid, linearised, predicted } from "../test-support/unusual-pdfs.js";
import { signPdf } from "./sign-pdf.js";
import type { PdfSignatureOptions } from "./sign-pdf.js";

let authority: SigningAuthority;
let ion: Issued;

const sign = (pdf: Uint8Array, options?: PdfSignatureOptions) =>
  signPdf(authority.by(ion), pdf, options);

const { accepted, verify } = pdfOpinions(() => authority);

describeWithPdfsig("PAdES signatures", function () {
  this.timeout(120_000);

  before(async () => {
    authority = await signingAuthority();
    ion = await authority.signer("P-256");
  });

  for (const kind of signerKinds) {
    it(`with ${kind} held by a token are accepted by poppler and here`, async () => {
      const issued = await authority.signer(kind);
      const asked: Uint8Array[] = [];
      const by = authority.by(issued, heldElsewhere(issued.privateKey, asked));
      const pdf = await libraryPdf();
      const signed = await signPdf(by, pdf);
      await accepted(signed, pdf);
      assert.equal(asked.length, 1);
    });
  }

  const kinds: Readonly<Record<string, () => Uint8Array | Promise<Uint8Array>>> = {
    "with a table of cross-references": () => libraryPdf(),
    "with object streams": () => libraryPdf({ objectStreams: true }),
    "with a form": () => libraryPdf({ form: true }),
    "with a form in object streams": () => libraryPdf({ form: true, objectStreams: true }),
    "with an attachment of 20 MB": () => libraryPdf({ attachment: 20_000_000 }),
    "written by hand": () => handMadePdf(),
    "with CR LF": () => handMadePdf({ lineEnd: "\r\n" }),
    "with CR": () => handMadePdf({ lineEnd: "\r" }),
    "that ends without a line end": () => handMadePdf({ abruptEnd: true }),
    "with a form inside the catalog": () =>
      handMadePdf({ catalog: "/AcroForm<</Fields[]/DA(/Helv 0 Tf)>>" }),
    "with fields and annotations in arrays of their own": () =>
      handMadePdf({
        catalog: "/AcroForm 5 0 R",
        page: "/Annots 7 0 R",
        more: ["<</Fields 6 0 R>>", "[]", "[8 0 R%comment\n]", textNote],
      }),
    "with annotations inside the page": () =>
      handMadePdf({ page: "/Annots[5 0 R]", more: [textNote] }),
    "with a form that is null": () => handMadePdf({ catalog: "/AcroForm null" }),
    "of several revisions": () =>
      appendRevision(
        appendRevision(handMadePdf(), new Map([[5, textNote]]), {
          trailer: "/Root 1 0 R",
          size: 6,
        }),
        new Map([[3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Annots[5 0 R]>>"]]),
        { trailer: "/Root 1 0 R", size: 6 },
      ),
  };
  for (const [kind, make] of Object.entries(kinds)) {
    it(`are made in a PDF ${kind}, once and twice`, async () => {
      const pdf = await make();
      const once = await sign(pdf);
      await accepted(once, pdf);
      await accepted(await sign(once), once, 2);
    });
  }
});

const textNote = "<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/Contents(a note)>>";

describeWithPdfsig("A PDF that is signed", function () {
  this.timeout(120_000);

  before(async () => {
    authority = await signingAuthority();
    ion = await authority.signer("P-256");
  });

  it("says the time in its dictionary, and not in the message", async () => {
    const signed = Buffer.from(await sign(handMadePdf())).toString("latin1");
    assert.match(signed, /\/M \(D:20260615120000\+00'00'\)/u);
    assert.match(signed, /\/SubFilter \/ETSI\.CAdES\.detached/u);
    const message = Buffer.from(/\/Contents <([0-9a-f]+)>/u.exec(signed)?.[1] ?? "", "hex");
    const oid = (dotted: string) => Buffer.from(objectIdentifier(dotted));
    assert.equal(message.includes(oid("1.2.840.113549.1.9.5")), false);
    assert.equal(message.includes(oid("1.2.840.113549.1.9.16.2.47")), true);
    const [report] = (await verify(Buffer.from(signed, "latin1"))).signatures;
    assert.equal(report?.signingTime, "2026-06-15T12:00:00Z");
  });

  it("leaves the message the room that it needs, and a few bytes", async () => {
    for (const kind of signerKinds) {
      const issued = await authority.signer(kind);
      const signed = await signPdf(authority.by(issued), handMadePdf());
      const contents = /\/Contents <([0-9a-f]+)>/u.exec(Buffer.from(signed).toString("latin1"));
      const zeros = /(?:00)*$/u.exec(contents?.[1] ?? "");
      assert.ok((zeros?.[0].length ?? 100) / 2 < 12, kind);
    }
  });

  it("is read by pdf-lib, its form and pages as before", async () => {
    const pdf = await libraryPdf({ form: true, objectStreams: true, pages: 3 });
    const document = await PDFDocument.load(await sign(await sign(pdf)));
    assert.equal(document.getPageCount(), 3);
    assert.deepEqual(
      document
        .getForm()
        .getFields()
        .map((field) => field.getName()),
      ["person.name", "Signature1", "Signature2"],
    );
    assert.equal(document.getForm().getTextField("person.name").getText(), "Ion");
  });

  it("keeps what it does not know: other entries stay byte for byte", async () => {
    const strange = "/Odd#20Name(a\\)b\\n)/X<</Y[1 .5 -3 null true<0aF>]>>/Z % comment\n /A#2FB";
    const signed = await sign(handMadePdf({ catalog: strange, page: strange }));
    const text = Buffer.from(
      signed.subarray(handMadePdf({ catalog: strange, page: strange }).length),
    );
    for (const kept of ["/Odd#20Name (a\\)b\\n)\n/X <</Y[1 .5 -3 null true<0aF>]>>\n/Z /A#2FB\n"]) {
      assert.equal(text.toString("latin1").split(kept).length, 3);
    }
  });

  it("has a field name that no field had", async () => {
    const field = "<</FT/Sig/T(Signature1)>>";
    const other = "<</FT/Tx/T<FEFF005300690067006E006100740075007200650032>>>";
    const pdf = handMadePdf({
      catalog: "/AcroForm<</Fields[5 0 R 6 0 R]>>",
      more: [field, other],
    });
    const [report] = (await verify(await sign(pdf))).signatures;
    assert.equal(report?.field, "Signature3");
  });

  it("may be linearised: its first cross-references are at its beginning", async () => {
    const pdf = linearised();
    const once = await sign(pdf);
    await accepted(once, pdf);
    await accepted(await sign(once), once, 2);
  });

  it("may be hybrid: a table, and a stream for objects in streams", async () => {
    const pdf = hybrid();
    const once = await sign(pdf);
    await accepted(once, pdf);
    await accepted(await sign(once), once, 2);
  });

  it("may have a stream of cross-references with each predictor of PNG", async () => {
    for (const predictor of [0, 1, 2, 3, 4]) {
      const pdf = predicted(predictor);
      await accepted(await sign(pdf), pdf);
    }
  });

  const refusals: Readonly<Record<string, readonly [Uint8Array, string]>> = {
    "is not encrypted": [
      handMadePdf({ trailer: "/Encrypt<</Filter/Standard/V 1/R 2/P -4/O()/U()>>" }),
      "pdf.encrypted",
    ],
    "begins as one": [Buffer.concat([Buffer.from("\n"), handMadePdf()]), "pdf.not-pdf"],
    "is not empty": [new Uint8Array(), "pdf.not-pdf"],
    "has cross-references": [Buffer.from("%PDF-1.7\nhello"), "pdf.damaged"],
    "has them in no circle": [
      appendRevision(handMadePdf(), new Map(), { trailer: `/Prev 1000000`, size: 5 }),
      "pdf.damaged",
    ],
    "has objects where they should be": [
      Buffer.concat([
        handMadePdf().subarray(0, 15),
        Buffer.from("%more\n"),
        Buffer.from(handMadePdf()).subarray(15),
      ]),
      "pdf.damaged",
    ],
    "has one place for each object, also where it is hybrid": [
      Buffer.from(
        Buffer.from(hybrid())
          .toString("latin1")
          .replace(/(?<=n \n)0000000000 00000 f/u, "0000000099 00000 n"),
        "latin1",
      ),
      "pdf.damaged",
    ],
    "has a catalog": [handMadePdf({ trailer: "/Root 9 0 R" }), "pdf.damaged"],
    "has pages": [handMadePdf({ catalog: "/Pages 9 0 R" }), "pdf.damaged"],
    "has pages in no circle": [
      handMadePdf({ catalog: "/Pages 5 0 R", more: ["<</Type/Pages/Kids[5 0 R]>>"] }),
      "pdf.damaged",
    ],
    "allows it": [
      handMadePdf({
        catalog: "/Perms<</DocMDP 5 0 R>>",
        more: ["<</Type/Sig/Reference[<</TransformMethod/DocMDP/TransformParams<</P 1>>>>]>>"],
      }),
      "pdf.no-changes-allowed",
    ],
  };
  for (const [condition, [pdf, code]] of Object.entries(refusals)) {
    it(`is signed only if it ${condition}`, async () => {
      const signer = { ...heldElsewhere(ion.privateKey), sign: () => assert.fail("Key used.") };
      await assert.rejects(signPdf(authority.by(ion, signer), pdf), { code });
    });
  }

  it("may be certified if that allows signatures", async () => {
    const pdf = handMadePdf({
      catalog: "/Perms<</DocMDP 5 0 R>>",
      more: ["<</Type/Sig/Reference[<</TransformMethod/DocMDP/TransformParams<</P 2>>>>]>>"],
    });
    await accepted(await sign(pdf), pdf);
  });
});
