import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { withFiles } from "../test-support/openssl.js";
import type { Appearance } from "./appearance.js";
import { describeWithPdfsig } from "../test-support/pdfsig.js";
import { pdfOpinions } from "../test-support/pdf-opinions.js";
import { signingAuthority } from "../test-support/signers.js";
import type { SigningAuthority } from "../test-support/signers.js";
import type { Issued } from "../test-support/test-authority.js";
import { libraryPdf } from "../test-support/test-pdfs.js";
import { signPdf } from "./sign-pdf.js";
import type { PdfSignatureOptions } from "./sign-pdf.js";

let authority: SigningAuthority;
let ion: Issued;

const { accepted, verify } = pdfOpinions(() => authority);

const sign = (pdf: Uint8Array, options?: PdfSignatureOptions) =>
  signPdf(authority.by(ion), pdf, options);

describeWithPdfsig("A visible signature", function () {
  this.timeout(120_000);

  before(async () => {
    authority = await signingAuthority();
    ion = await authority.signer("P-256");
  });

  it("shows its lines on the page that is named, letters of Poland and Romania among them", async () => {
    const pdf = await libraryPdf({ pages: 3 });
    const lines = ["Signed by Ștefan Țiriac", "(Łódź) 15 June 2026 \\ €", "in Luxembourg"];
    const appearance = { page: 2, rectangle: [50, 50, 250, 110], lines } as const;
    const signed = await sign(pdf, { appearance, reason: "Déclaration № 7", location: "Łódź" });
    await accepted(signed, pdf);
    const shown = await pageTexts(signed);
    for (const line of lines) assert.ok(shown[1]?.includes(line), shown.join("|"));
    assert.ok(!shown[0]?.includes("Signed") && !shown[2]?.includes("Signed"));
    const [report] = (await verify(signed)).signatures;
    assert.deepEqual([report?.reason, report?.location], ["Déclaration № 7", "Łódź"]);
  });

  it("is refused on a page that is not there, in no box, and with letters that cannot be shown", async () => {
    const pdf = await libraryPdf({ pages: 2 });
    const place = { page: 1, rectangle: [50, 50, 250, 110], lines: ["x"] } as const;
    const refused = (appearance: Appearance, error: object) =>
      assert.rejects(sign(pdf, { appearance }), error);
    await refused(
      { ...place, page: 3 },
      {
        code: "pdf.no-such-page",
        params: { page: 3, pages: 2 },
      },
    );
    await refused({ ...place, page: 0 }, { code: "pdf.no-such-page" });
    for (const rectangle of [
      [250, 50, 50, 110],
      [50, 50, 52, 110],
      [Number.NaN, 50, 60, 70],
      [0, 0, Infinity, 100],
    ] as const) {
      await refused(
        { ...place, rectangle },
        {
          code: "pdf.bad-appearance",
          params: { problem: "rectangle", character: "" },
        },
      );
    }
    for (const character of ["漢", "\n", "\u0000", "😀"]) {
      await refused(
        { ...place, lines: [`a${character}`] },
        {
          code: "pdf.bad-appearance",
          params: { problem: "character", character },
        },
      );
    }
  });

  it("is invisible where no box is asked for: the pages look as before", async () => {
    const pdf = await libraryPdf({ pages: 2 });
    assert.deepEqual(await pageTexts(await sign(pdf)), await pageTexts(pdf));
  });
});

/** The text of each page as poppler shows it. */
function pageTexts(pdf: Uint8Array): Promise<readonly string[]> {
  return withFiles({ "a.pdf": pdf }, (path) =>
    execFileSync("pdftotext", ["-layout", path("a.pdf"), "-"], { encoding: "utf8" }).split("\f"),
  );
}
