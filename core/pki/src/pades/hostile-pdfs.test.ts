import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import { PerennialError } from "@perennial/api";
import { signingAuthority } from "../test-support/signers.js";
import type { SigningAuthority } from "../test-support/signers.js";
import { now } from "../test-support/test-authority.js";
import { appendRevision, handMadePdf } from "../test-support/test-pdfs.js";
import { pageCount } from "./pages.js";
import { PdfFile } from "./pdf-file.js";
import { ReadingLimits } from "./reading-limits.js";
import { signPdf } from "./sign-pdf.js";
import { verifyPdf } from "./verify-pdf.js";

const header = "%PDF-1.7\n";
const signature =
  "/FT/Sig/V<</Type/Sig/SubFilter/ETSI.CAdES.detached/ByteRange[0 1 2 3]/Contents<00>>>";

function verify(pdf: Uint8Array) {
  return verifyPdf({ signature: pdf, roots: [], at: now });
}

function tooComplex(detail: string) {
  return (error: unknown) => {
    assert.ok(PerennialError.is(error, "pdf.too-complex"), String(error));
    assert.equal(error.detail, detail);
    return true;
  };
}

/** A PDF whose form has these fields, objects from number 5 on. */
function formOf(fields: readonly string[], top: string): Uint8Array {
  return handMadePdf({ catalog: `/AcroForm<</Fields[${top}]>>`, more: fields });
}

/** An object with a stream that becomes so many zeros. */
function bomb(number: number, entries: string, zeros: number): Buffer {
  const data = deflateSync(Buffer.alloc(zeros), { level: 9 });
  const head = `${number} 0 obj\n<<${entries}/Filter/FlateDecode/Length ${data.length}>>\nstream\n`;
  return Buffer.concat([Buffer.from(head), data, Buffer.from("\nendstream\nendobj\n")]);
}

describe("A PDF that was made to take all the time or memory", function () {
  this.timeout(120_000);

  it("is refused with fields nested without an end", async () => {
    const fields = Array.from({ length: 20_000 }, (_, index) => `<</Kids[${index + 6} 0 R]>>`);
    await assert.rejects(verify(formOf([...fields, `<<${signature}>>`], "5 0 R")), {
      code: "pdf.damaged",
    });
  });

  it("is refused with more signatures than anyone makes", async () => {
    const fields = Array.from({ length: 129 }, (_, index) => `<</T(${index})${signature}>>`);
    const all = (count: number) =>
      Array.from({ length: count }, (_, index) => `${index + 5} 0 R`).join(" ");
    await assert.rejects(verify(formOf(fields, all(129))), tooComplex("signatures"));
    assert.equal((await verify(formOf(fields, all(128)))).signatures.length, 128);
  });

  const circles: Readonly<Record<string, Uint8Array>> = {
    "fields that hold each other": formOf(
      ["<</T(a)/Kids[6 0 R 5 0 R]>>", "<</T(b)/Kids[5 0 R]>>"],
      "5 0 R",
    ),
    "a form that is its own field": handMadePdf({
      catalog: "/AcroForm 5 0 R",
      more: ["<</Fields[5 0 R]/Kids[5 0 R]/FT/Sig/V 5 0 R>>"],
    }),
    "a list of fields that refers to itself": handMadePdf({
      catalog: "/AcroForm<</Fields 5 0 R>>",
      more: ["5 0 R"],
    }),
    "a signature that refers back and forth": formOf(
      ["<</FT/Sig/V 6 0 R>>", "7 0 R", "6 0 R"],
      "5 0 R",
    ),
    "a signature whose values are all itself": formOf(
      [`<</FT/Sig/V 5 0 R/ByteRange 5 0 R/SubFilter 5 0 R/Contents 5 0 R/Reason 5 0 R>>`],
      "5 0 R",
    ),
  };
  for (const [what, pdf] of Object.entries(circles)) {
    it(`is not valid, and takes no time, with ${what}`, async () => {
      try {
        const { signatures } = await verify(pdf);
        assert.ok(signatures.every(({ valid }) => !valid));
      } catch (error) {
        assert.ok(PerennialError.is(error), String(error));
      }
    });
  }

  it("is refused with strings of many megabytes", async () => {
    const long = "0".repeat(17 * 1024 * 1024);
    for (const text of [`(${long})`, `<${long}>`]) {
      await assert.rejects(
        verify(handMadePdf({ catalog: `/Text${text}` })),
        tooComplex("a long string"),
      );
    }
  });

  it("is refused with a chain of cross-references that become gigabytes", async () => {
    const parts: Uint8Array[] = [Buffer.from(header)];
    let at = header.length;
    let previous = "";
    for (let number = 1; number <= 6; number += 1) {
      const entries = `/Type/XRef/W[1 4 1]/Index[0 1]/Size 9/Root 1 0 R${previous}`;
      const section = bomb(number, entries, 100 * 1024 * 1024);
      previous = `/Prev ${at}`;
      at += section.length;
      parts.push(section);
    }
    const last = at - (parts.at(-1)?.length ?? 0);
    parts.push(Buffer.from(`startxref\n${last}\n%%EOF\n`));
    const pdf = Buffer.concat(parts);
    assert.ok(pdf.length < 1024 * 1024);
    await assert.rejects(verify(pdf), tooComplex("streams"));
  });

  it("is refused with one small stream that becomes a hundred times the file", async () => {
    const entries = "/Type/XRef/W[1 4 1]/Index[0 1]/Size 9/Root 1 0 R";
    const section = bomb(1, entries, 100 * 1024 * 1024);
    const start = Buffer.from(`startxref\n${header.length}\n%%EOF\n`);
    const pdf = Buffer.concat([Buffer.from(header), section, start]);
    await assert.rejects(verify(pdf), tooComplex("streams"));
  });

  it("is refused with more values than the limit, and read with as many", () => {
    const pdf = handMadePdf({ catalog: `/Many[${"0 ".repeat(1000)}]` });
    const catalogOf = (values: number) =>
      PdfFile.open(pdf, new ReadingLimits(pdf.length, values)).catalog;
    assert.throws(() => catalogOf(1000), tooComplex("values"));
    assert.equal(catalogOf(1100).dictionary.entries.size, 3);
  });

  it("is refused with nodes of pages that hold each other many times and no page", () => {
    const levels = Array.from(
      { length: 40 },
      (_, index) => `<</Type/Pages/Kids[${`${index + 6} 0 R `.repeat(2)}]>>`,
    );
    const more = [...levels, "<</Type/Pages/Kids[]>>"];
    const text = Buffer.from(handMadePdf({ more })).toString("latin1");
    const pdf = Buffer.from(text.replace("/Pages 2 0 R", "/Pages 5 0 R"), "latin1");
    const file = PdfFile.open(pdf, new ReadingLimits(pdf.length, 100_000));
    assert.throws(() => pageCount(file), tooComplex("values"));
  });

  describe("after a signature", () => {
    let authority: SigningAuthority;
    let signed: Uint8Array;

    before(async () => {
      authority = await signingAuthority();
      signed = await signPdf(authority.by(await authority.signer("P-256")), handMadePdf());
    });

    async function codesOf(pdf: Uint8Array): Promise<readonly string[]> {
      const roots = [authority.root.pem];
      const { signatures } = await verifyPdf({ signature: pdf, roots, at: now });
      return signatures.flatMap(({ findings }) => findings.map(({ error }) => error.code));
    }

    it("is refused with thousands of objects that lie in each other", async () => {
      const count = 20_000;
      const previous = /startxref\s+(\d+)/u.exec(
        Buffer.from(signed.subarray(-40)).toString("latin1"),
      )?.[1];
      const rows: string[] = [];
      let text = "";
      for (let number = 100; number < 100 + count; number += 1) {
        const offset = String(signed.length + text.length).padStart(10, "0");
        rows.push(`${number} 1\n${offset} 00000 n \n`);
        text += `${number} 0 obj (\n`;
      }
      text += `${")".repeat(count)}\nendobj\n`;
      const start = signed.length + text.length;
      text += `xref\n${rows.join("")}trailer\n<</Size ${100 + count}/Root 1 0 R/Prev ${previous}>>\n`;
      const pdf = Buffer.concat([signed, Buffer.from(`${text}startxref\n${start}\n%%EOF\n`)]);
      assert.deepEqual(await codesOf(pdf), ["signatures.content-appended"]);
    });

    it("still tells a removed signature that hundreds of later revisions try to hide", async () => {
      const cleared = new Map([
        [1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]>>>>"],
        [6, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/Rect[0 0 0 0]>>"],
      ]);
      const options = { trailer: "/Root 1 0 R", size: 9 };
      let pdf = appendRevision(signed, cleared, options);
      for (let revision = 0; revision < 200; revision += 1) {
        pdf = appendRevision(pdf, new Map([[8, `(${revision})`]]), options);
      }
      const roots = [authority.root.pem];
      assert.deepEqual((await verifyPdf({ signature: pdf, roots, at: now })).removed, [
        "Signature1",
      ]);
    });
  });
});
