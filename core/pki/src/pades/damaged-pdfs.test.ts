import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import * as fc from "fast-check";
import { describeWithOpenssl } from "../test-support/openssl.js";
import { signingAuthority } from "../test-support/signers.js";
import type { SigningAuthority } from "../test-support/signers.js";
import type { Issued } from "../test-support/test-authority.js";
import { handMadePdf, libraryPdf } from "../test-support/test-pdfs.js";
import { coveredRange } from "./covered-range.js";
import { PdfFile } from "./pdf-file.js";
import { signPdf } from "./sign-pdf.js";
import { signatureFields } from "./signature-fields.js";
import { gap, pdfVerdicts } from "../test-support/pdf-verdicts.js";

let authority: SigningAuthority;
let ion: Issued;
let signed: Buffer;

const { verify, isFound } = pdfVerdicts(() => authority);

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

describeWithOpenssl("Verification of a damaged PDF", function () {
  this.timeout(120_000);

  before(async () => {
    authority = await signingAuthority();
    ion = await authority.signer("P-256");
    signed = Buffer.from(await signPdf(authority.by(ion), handMadePdf(), { reason: "I agree" }));
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
});
