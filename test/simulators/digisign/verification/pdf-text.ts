import { decodePDFRawStream, PDFArray, PDFDocument, PDFRawStream, type PDFPage } from "pdf-lib";
import { Scratch } from "./scratch.js";
import { runTool, type SystemTools } from "./system-tools.js";

/** Reads the text of a PDF's first page; empty if it cannot be read. */
export type ReadPdfText = (pdf: Buffer) => Promise<string>;

export function pdfTextReader(tools: SystemTools): ReadPdfText {
  return tools.poppler ? readWithPoppler : readWithPdfLib;
}

async function readWithPoppler(pdf: Buffer): Promise<string> {
  await using scratch = await Scratch.make();
  const file = await scratch.put("document.pdf", pdf);
  const { code, stdout } = await runTool("pdftotext", ["-l", "1", "-enc", "UTF-8", file, "-"]);
  return code === 0 ? stdout : "";
}

/**
 * The strings that the page's content streams show, one to a line. It reads the encodings of the
 * standard fonts, so the documents of this simulator, however they were saved since.
 */
async function readWithPdfLib(pdf: Buffer): Promise<string> {
  const document = await open(pdf);
  const [page] = document?.getPages() ?? [];
  if (page === undefined) return "";
  const shown = /<([0-9A-Fa-f\s]*)>\s*Tj|\(((?:[^()\\]|\\.)*)\)\s*Tj/gs;
  return [...contentOf(page).matchAll(shown)]
    .map(([, hex, literal]) =>
      hex === undefined
        ? (literal ?? "").replace(/\\(.)/gs, "$1")
        : Buffer.from(hex.replace(/\s+/g, ""), "hex").toString("latin1"),
    )
    .join("\n");
}

async function open(pdf: Buffer): Promise<PDFDocument | undefined> {
  try {
    return await PDFDocument.load(pdf, { updateMetadata: false });
  } catch (error) {
    // What pdf-lib cannot read has no text for us; its errors have no class of their own.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function contentOf(page: PDFPage): string {
  const contents = page.node.Contents();
  const streams =
    contents instanceof PDFArray
      ? Array.from({ length: contents.size() }, (_value, index) => contents.lookup(index))
      : [contents];
  return streams
    .map((stream) =>
      stream instanceof PDFRawStream
        ? Buffer.from(decodePDFRawStream(stream).decode()).toString("latin1")
        : "",
    )
    .join("\n");
}
