import assert from "node:assert/strict";
import { describeWithPdfsig, pdfsig } from "../test-support/pdfsig.js";
import { heldElsewhere } from "../test-support/held-elsewhere.js";
import { signerKinds, signingAuthority } from "../test-support/signers.js";
import type { SigningAuthority } from "../test-support/signers.js";
import { now } from "../test-support/test-authority.js";
import type { Issued } from "../test-support/test-authority.js";
import { appendRevision, handMadePdf, libraryPdf } from "../test-support/test-pdfs.js";
import { signPdf } from "./sign-pdf.js";
import type { PdfSignatureOptions } from "./sign-pdf.js";
import { verifyPdf } from "./verify-pdf.js";

let authority: SigningAuthority;
let ion: Issued;

const sign = (pdf: Uint8Array, options?: PdfSignatureOptions) =>
  signPdf(authority.by(ion), pdf, options);

const verify = (signature: Uint8Array) =>
  verifyPdf({ signature, roots: [authority.root.pem], at: now });

/** Both opinions, on a file with this many signatures, the last of which covers all of it. */
async function accepted(signed: Uint8Array, original: Uint8Array, count = 1): Promise<void> {
  assert.deepEqual(
    Buffer.from(signed.subarray(0, original.length)),
    Buffer.from(original),
    "The original is untouched.",
  );
  const poppler = await pdfsig(signed);
  assert.deepEqual(
    poppler.map(({ valid, whole }) => [valid, whole]),
    Array.from({ length: count }, (_, index) => [true, index === count - 1]),
    poppler.map(({ text }) => text).join("\n"),
  );
  const { signatures, removed } = await verify(signed);
  assert.deepEqual(
    signatures.map(({ valid, coversWholeFile }) => [valid, coversWholeFile]),
    Array.from({ length: count }, (_, index) => [true, index === count - 1]),
    JSON.stringify(signatures.map(({ findings }) => findings)),
  );
  assert.deepEqual(removed, []);
}

describeWithPdfsig("PAdES signatures", function () {
  this.timeout(30_000);

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
