import { PDFDocument, StandardFonts } from "pdf-lib";
import { now } from "./test-authority.js";

/** A PDF of a page or more, as pdf-lib writes it. */
export async function libraryPdf(
  options: {
    readonly objectStreams?: boolean;
    readonly form?: boolean;
    readonly pages?: number;
    /** Bytes of an attachment. */
    readonly attachment?: number;
  } = {},
): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (let number = 1; number <= (options.pages ?? 1); number += 1) {
    document.addPage([595, 842]).drawText(`Page ${number}`, { x: 50, y: 700, font });
  }
  if (options.form === true) {
    const field = document.getForm().createTextField("person.name");
    field.setText("Ion");
    field.addToPage(document.getPage(0), { x: 50, y: 600, width: 200, height: 20 });
  }
  if (options.attachment !== undefined) {
    const bytes = Buffer.alloc(options.attachment);
    let state = 1;
    // Pseudo-random, so that it stays as large when it is deflated.
    for (let at = 0; at < bytes.length; at += 4) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      bytes.writeUInt32LE(state, at);
    }
    await document.attach(bytes, "big.bin", { mimeType: "application/octet-stream" });
  }
  document.setCreationDate(now);
  document.setModificationDate(now);
  return document.save({ useObjectStreams: options.objectStreams ?? false });
}

/** What differs from a plain PDF of one page with a table of cross-references. */
export interface HandMade {
  readonly catalog?: string;
  readonly page?: string;
  /** Objects from number 5 on. */
  readonly more?: readonly string[];
  readonly trailer?: string;
  readonly lineEnd?: "\n" | "\r\n" | "\r";
  /** Whether the file ends right after `%%EOF`. */
  readonly abruptEnd?: boolean;
}

/** A PDF written by hand: 1 catalog, 2 pages, 3 page, 4 its content. */
export function handMadePdf(made: HandMade = {}): Uint8Array {
  const content = "BT /F1 12 Tf 50 700 Td (Hello) Tj ET";
  const objects = [
    `<</Type/Catalog/Pages 2 0 R${made.catalog ?? ""}>>`,
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>${made.page ?? ""}>>`,
    `<</Length ${content.length}>>\nstream\n${content}\nendstream`,
    ...(made.more ?? []),
  ];
  const end = made.lineEnd ?? "\n";
  return appendRevision(
    Buffer.from(`%PDF-1.7${end}%\u00E2\u00E3\u00CF\u00D3${end}`, "latin1"),
    new Map(objects.map((body, index) => [index + 1, body])),
    {
      trailer: `/Root 1 0 R/ID[<00112233445566778899AABBCCDDEEFF><00112233445566778899AABBCCDDEEFF>]${made.trailer ?? ""}`,
      size: objects.length + 1,
      lineEnd: end,
      abruptEnd: made.abruptEnd ?? false,
    },
  );
}

/** Puts objects and a table of cross-references after a file, by hand. */
export function appendRevision(
  file: Uint8Array,
  objects: ReadonlyMap<number, string>,
  options: {
    readonly trailer: string;
    readonly size: number;
    readonly lineEnd?: string;
    readonly abruptEnd?: boolean;
  },
): Uint8Array {
  const end = options.lineEnd ?? "\n";
  const before = Buffer.from(file).toString("latin1");
  const previous = [...before.matchAll(/startxref\s+(\d+)\s+%%EOF/gu)].at(-1)?.[1];
  let text = "";
  const rows = previous === undefined ? ["0 1", "0000000000 65535 f "] : [];
  for (const [number, body] of objects) {
    const offset = String(file.length + text.length).padStart(10, "0");
    // Two characters end an entry.
    rows.push(`${number} 1`, end === "\r\n" ? `${offset} 00000 n` : `${offset} 00000 n `);
    text += `${number} 0 obj${end}${body}${end}endobj${end}`;
  }
  const start = file.length + text.length;
  const prev = previous === undefined ? "" : `/Prev ${previous}`;
  text += `xref${end}${rows.join(end)}${end}trailer${end}<</Size ${options.size}${options.trailer}${prev}>>${end}`;
  text += `startxref${end}${start}${end}%%EOF${options.abruptEnd === true ? "" : end}`;
  return Buffer.concat([file, Buffer.from(text, "latin1")]);
}
