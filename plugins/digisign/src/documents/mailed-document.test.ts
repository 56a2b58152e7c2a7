import { PerennialError } from "@perennial/api";
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { deflateSync } from "node:zlib";
import { mailedPdf, pdfOf, smallPdf } from "../testing/small-pdf.js";
import { documentKind } from "./document-kind.js";
import { checkMailedDocument } from "./mailed-document.js";
import { namedOrder } from "./order-number.js";
import { pdfLimits, readPdf } from "./pdf-text.js";

const number = "RC-2026-000123";

function coded(code: string, params: Readonly<Record<string, unknown>> = {}) {
  return (error: unknown) => {
    assert.ok(PerennialError.is(error), String(error));
    assert.equal(error.code, code);
    for (const [name, value] of Object.entries(params)) assert.equal(error.params[name], value);
    return true;
  };
}

describe("What a mailed document is", () => {
  for (const [title, kind] of [
    ["DECLARATIE", "declaration"],
    ["DECLARAȚIE", "declaration"],
    ["Declaraţie pe propria răspundere", "declaration"],
    ["CONTRACT", "contract"],
    ["Contract de prestări servicii", "contract"],
    ["CONDITII GENERALE", "terms"],
    ["Condiții   generale", "terms"],
    ["Condiţii generale ale contractului", "terms"],
    ["FACTURA PROFORMA", "proforma"],
    ["Factură proformă", "proforma"],
  ] as const) {
    it(`“${title}” is the ${kind}`, () => assert.equal(documentKind(`DIGISIGN\n${title}`), kind));
  }

  it("is told by the title that stands first, whatever it speaks of further down", () => {
    const terms = "CONDITII GENERALE\nprezentul contract si declaratie, factura proforma";
    assert.equal(documentKind(terms), "terms");
    assert.equal(documentKind("CONTRACT\nVezi Conditii generale si Declaratie."), "contract");
  });

  it("is not told by a word that only begins like a title", () => {
    assert.equal(documentKind("Anexa la contractul de inchiriere, declaratiei"), undefined);
  });
});

describe("Which order a document names", () => {
  for (const text of [
    `Comanda nr. ${number}`,
    `COMANDA NR.${number}`,
    `comanda nr ${number.toLowerCase()}.`,
    `Comanda numărul: ${number}, din 20.11.2026`,
    "Comanda nr. RC-2026-\n000123",
    "Comanda nr. RC‑2026–000123",
    `Referinta (${number}) a cererii`,
  ]) {
    it(`“${text}” is ours`, () => assert.deepEqual(namedOrder(text, number), { isOurs: true }));
  }

  for (const [text, other] of [
    ["Comanda nr. RC-2026-000124", "RC-2026-000124"],
    ["Comanda nr. RC-2026-0001234", "RC-2026-0001234"],
    ["Comanda nr. RC-2026-000123-A", "RC-2026-000123-A"],
    [`Comanda nr. RC-2026-000999 inlocuieste ${number}`, "RC-2026-000999"],
    ["xRC-2026-000123 7RC-2026-000123 A-RC-2026-000123", undefined],
    ["", undefined],
  ] as const) {
    it(`“${text}” is not, and the refusal can name ${other ?? "none"}`, () => {
      const expected = other === undefined ? { isOurs: false } : { isOurs: false, other };
      assert.deepEqual(namedOrder(text, number), expected);
    });
  }

  it("is always found as a whole word and never inside a longer one", () => {
    const part = fc.stringMatching(/^[A-Z0-9]{1,8}$/);
    fc.assert(
      fc.property(part, part, part, (a, b, more) => {
        const own = `${a}-${b}`;
        assert.equal(namedOrder(`Comanda nr. ${own} din`, own).isOurs, true);
        assert.equal(namedOrder(`ref ${own}.`, own).isOurs, true);
        assert.equal(namedOrder(`Comanda nr. ${own}${more} din`, own).isOurs, false);
        assert.equal(namedOrder(`Comanda nr. ${own}-${more} din`, own).isOurs, false);
      }),
    );
  });

  it("answers any text, also one made to be slow, in short time", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        assert.equal(typeof namedOrder(text, number).isOurs, "boolean");
        documentKind(text);
      }),
    );
    for (const text of ["comanda nr. " + "a-".repeat(50_000) + "!", "comanda ".repeat(20_000)]) {
      const before = performance.now();
      namedOrder(text, number);
      // Exponential time would be hours.
      assert.ok(performance.now() - before < 20_000);
    }
  }).timeout(120_000);
});

describe("A mailed document", function () {
  this.timeout(120_000);
  const check = (bytes: Uint8Array, kind: "declaration" | "contract" | "terms" = "contract") =>
    checkMailedDocument(bytes, { kind, number, name: "a.pdf" });

  it("is taken if it can be read, is of the kind and of the order", async () => {
    await check(mailedPdf("CONTRACT", number));
    await check(
      mailedPdf("DECLARAȚIE", number, "Subsemnatul (Ion), în calitate de titular"),
      "declaration",
    );
    await check(mailedPdf("CONDIȚII GENERALE", number), "terms");
  });

  it("“a document of another order” is refused, and both numbers are named", async () => {
    const params = { found: "RC-2026-000777", expected: number, name: "a.pdf" };
    await assert.rejects(
      check(mailedPdf("CONTRACT", "RC-2026-000777")),
      coded("digisign.document-of-other-order", params),
    );
    await assert.rejects(
      check(smallPdf(["CONTRACT"])),
      coded("digisign.document-of-other-order", { found: "none" }),
    );
  });

  it("another kind is refused, and what it is is named", async () => {
    await assert.rejects(
      check(mailedPdf("FACTURA PROFORMA", number)),
      coded("digisign.document-of-other-kind", { expected: "contract", found: "proforma" }),
    );
    await assert.rejects(
      check(mailedPdf("Buletin informativ", number)),
      coded("digisign.document-of-other-kind", { found: "none" }),
    );
  });

  it("that is empty, no PDF, without text, without pages, broken or encrypted is named", async () => {
    await assert.rejects(check(Buffer.alloc(0)), coded("digisign.document-empty"));
    await assert.rejects(check(Buffer.from("PK\x03\x04")), coded("digisign.document-not-a-pdf"));
    await assert.rejects(check(smallPdf([])), coded("digisign.document-without-text"));
    await assert.rejects(check(smallPdf()), coded("digisign.pdf-no-pages"));
    await assert.rejects(check(Buffer.from("%PDF-1.7\nnothing")), coded("digisign.pdf-broken"));
    const encrypted = pdfOf(
      [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [] /Count 0 >>",
        `<< /Filter /Standard /V 1 /R 2 /P -4 /O <${"41".repeat(32)}> /U <${"42".repeat(32)}> >>`,
      ],
      `/Encrypt 3 0 R /ID [<${"00".repeat(16)}> <${"00".repeat(16)}>]`,
    );
    await assert.rejects(check(encrypted), coded("digisign.pdf-encrypted"));
  });

  it("that unpacks into more than memory should hold is refused before it is read", async () => {
    const bomb = deflateSync(Buffer.alloc(40 * 1024 * 1024));
    const twice = deflateSync(bomb);
    for (const packed of [bomb, twice]) {
      const pdf = Buffer.concat([
        Buffer.from("%PDF-1.7\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n", "latin1"),
        packed,
        Buffer.from("\nendstream\nendobj\n", "latin1"),
      ]);
      await assert.rejects(
        readPdf(pdf, { ...pdfLimits, unpacked: 16 * 1024 * 1024 }),
        coded("digisign.file-unpacks-too-large"),
      );
    }
  });

  it("with many pages is read only as far as its first pages, and says how many there are", async () => {
    const pages = Array.from({ length: 12 }, (_, page) => [`Pagina ${page + 1}`]);
    const { pages: count, text } = await readPdf(smallPdf(...pages));
    assert.equal(count, 12);
    assert.ok(text.includes("Pagina 4") && !text.includes("Pagina 5"));
  });

  it("that takes too long is given up", async () => {
    let time = 0;
    const now = () => (time += 6000);
    await assert.rejects(
      readPdf(smallPdf(["a"], ["b"]), { ...pdfLimits, now }),
      coded("digisign.pdf-too-slow"),
    );
  });

  it("of any bytes gives its text or a refusal with a code", async () => {
    const whole = mailedPdf("CONTRACT", number);
    const mutated = fc
      .tuple(fc.nat(whole.length - 1), fc.uint8Array({ maxLength: 12 }))
      .map(([at, bytes]) => Buffer.concat([whole.subarray(0, at), bytes, whole.subarray(at + 6)]));
    const any = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
    await fc.assert(
      fc.asyncProperty(fc.oneof(any, mutated), async (bytes) => {
        try {
          await check(bytes);
        } catch (error) {
          assert.ok(PerennialError.is(error) && error.code.startsWith("digisign."), String(error));
        }
      }),
      { numRuns: 60 },
    );
  });
});
