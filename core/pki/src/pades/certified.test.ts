import assert from "node:assert/strict";
import { signCades } from "../cades/sign-cades.js";
import { describeWithOpenssl } from "../test-support/openssl.js";
import { codes, pdfVerdicts } from "../test-support/pdf-verdicts.js";
import { signingAuthority, type SigningAuthority } from "../test-support/signers.js";
import type { Issued } from "../test-support/test-authority.js";
import { appendRevision, handMadePdf } from "../test-support/test-pdfs.js";
import { signPdf } from "./sign-pdf.js";

let authority: SigningAuthority;
let ion: Issued;
const { verify } = pdfVerdicts(() => authority);

const catalog = (fields: string, more = "") =>
  `<</Type/Catalog/Pages 2 0 R/Perms<</DocMDP 5 0 R>>/AcroForm<</Fields[${fields}]/SigFlags 3>>${more}>>`;
const trailer = "/Root 1 0 R";

/** A PDF that its author certified, with what is allowed after that (ISO 32000-1, table 254). */
async function certified(permission: 1 | 2): Promise<Buffer> {
  const hole = "0".repeat(12_000);
  const transform = `<</TransformMethod/DocMDP/TransformParams<</P ${permission}/V/1.2>>>>`;
  const range = "[0 0000000001 0000000002 0000000003]";
  const pdf = Buffer.from(
    handMadePdf({
      catalog: "/Perms<</DocMDP 5 0 R>>/AcroForm<</Fields[6 0 R]/SigFlags 3>>",
      more: [
        `<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Reference[${transform}]/ByteRange${range}/Contents<${hole}>>>`,
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(Author)/V 5 0 R/Rect[0 0 0 0]/F 132/P 3 0 R>>",
      ],
    }),
  );
  const start = pdf.indexOf(`<${hole}`);
  const end = start + hole.length + 2;
  const numbers = [start, end, pdf.length - end].map((number) => String(number).padStart(10));
  pdf.write(`[0 ${numbers.join(" ")}]`, pdf.indexOf(range), "latin1");
  const content = Buffer.concat([pdf.subarray(0, start), pdf.subarray(end)]);
  const message = await signCades(authority.by(ion), content);
  pdf.write(Buffer.from(message).toString("hex"), start + 1, "latin1");
  return pdf;
}

describeWithOpenssl("A PDF that its author certified", function () {
  this.timeout(120_000);
  before(async () => {
    authority = await signingAuthority();
    ion = await authority.signer("P-256");
  });

  async function first(pdf: Uint8Array) {
    const [report] = (await verify(pdf)).signatures;
    return report && { valid: report.valid, codes: codes(report) };
  }

  it("is accepted as it is, and takes a signature only where that is allowed", async () => {
    assert.deepEqual(await first(await certified(1)), { valid: true, codes: [] });
    await assert.rejects(signPdf(authority.by(ion), await certified(1)), {
      code: "pdf.no-changes-allowed",
    });
    const signed = await signPdf(authority.by(ion), await certified(2));
    assert.deepEqual(await first(signed), { valid: true, codes: ["signatures.signed-later"] });
  });

  it("without changes is broken by a further signature, or a field for one", async () => {
    // As a program that does not look signs it.
    const signed = await signPdf(authority.by(ion), await certified(2));
    const field = "<</Type/Annot/Subtype/Widget/FT/Sig/T(More)/Rect[0 0 0 0]/F 132/P 3 0 R>>";
    const added = new Map([
      [1, catalog("6 0 R 7 0 R")],
      [7, field],
    ]);
    const options = { trailer, size: 8 };
    const allowed = appendRevision(await certified(2), added, options);
    assert.deepEqual(await first(allowed), { valid: true, codes: ["signatures.data-appended"] });
    const forbidden = appendRevision(await certified(1), added, options);
    const broken = { valid: false, codes: ["signatures.changes-forbidden"] };
    assert.deepEqual(await first(forbidden), broken);
    const tail = Buffer.from(signed.subarray((await certified(2)).length));
    const further = Buffer.concat([await certified(1), tail]);
    assert.deepEqual(await first(further), broken);
  });

  it("without changes may be followed by validation data and time-stamps: these are none", async () => {
    const stamp = "<</Type/DocTimeStamp/SubFilter/ETSI.RFC3161/ByteRange[0 1 2 3]/Contents<00>>>";
    const field = "<</Type/Annot/Subtype/Widget/FT/Sig/T(T)/V 8 0 R/Rect[0 0 0 0]/P 3 0 R>>";
    const additions = [
      new Map([
        [1, catalog("6 0 R", "/DSS 7 0 R")],
        [7, "<</Type/DSS/Certs[]>>"],
      ]),
      new Map([
        [1, catalog("6 0 R 7 0 R")],
        [7, field],
        [8, stamp],
      ]),
    ];
    for (const added of additions) {
      const pdf = appendRevision(await certified(1), added, { trailer, size: 9 });
      const { signatures } = await verify(pdf);
      const author = signatures.find(({ field: name }) => name === "Author");
      assert.deepEqual(author && codes(author), ["signatures.data-appended"]);
      assert.equal(author?.valid, true);
    }
  });
});
