import { PerennialError } from "@perennial/api";
import { inflateUpTo } from "./inflated-size.js";

/** What is read of a PDF and no more. */
export interface PdfLimits {
  /** Pages whose text is read. */
  readonly pages: number;
  /** Characters of text that are kept. */
  readonly characters: number;
  /** Milliseconds. */
  readonly time: number;
  /** Bytes that one compressed stream may unpack into, and all together. */
  readonly unpacked: number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

export const pdfLimits: PdfLimits = {
  pages: 4,
  characters: 200_000,
  time: 10_000,
  unpacked: 192 * 1024 * 1024,
  now: () => performance.now(),
};

export interface PdfText {
  readonly pages: number;
  /** Text of the first pages, in reading order, lines ended by a line feed. */
  readonly text: string;
}

/**
 * The text of a PDF's first pages. Scripts in it are not run, fonts and pictures not loaded.
 * @throws PerennialError `digisign.pdf-broken`, `digisign.pdf-encrypted`, `digisign.pdf-no-pages`,
 *   `digisign.pdf-too-slow`, `digisign.file-unpacks-too-large`.
 */
export async function readPdf(bytes: Uint8Array, limits: PdfLimits = pdfLimits): Promise<PdfText> {
  checkUnpackedSize(bytes, limits.unpacked);
  const { getResolvedPDFJS } = await import("unpdf");
  const { getDocument, VerbosityLevel } = await getResolvedPDFJS();
  const deadline = limits.now() + limits.time;
  const task = getDocument({
    data: Uint8Array.from(bytes),
    disableFontFace: true,
    useSystemFonts: false,
    enableXfa: false,
    maxImageSize: 1,
    stopAtErrors: false,
    verbosity: VerbosityLevel.ERRORS,
  });
  try {
    return await inTime(read(task.promise, limits, deadline), limits);
  } catch (error) {
    throw explain(error);
  } finally {
    await task.destroy();
  }
}

/** The part of a PDF document that is used here. */
interface OpenDocument {
  readonly numPages: number;
  getPage(number: number): Promise<{
    getTextContent(): Promise<{ readonly items: readonly object[] }>;
  }>;
}

async function read(
  opening: Promise<OpenDocument>,
  limits: PdfLimits,
  deadline: number,
): Promise<PdfText> {
  const document = await opening;
  if (document.numPages < 1) throw new PerennialError("digisign.pdf-no-pages", {});
  let text = "";
  for (let page = 1; page <= Math.min(document.numPages, limits.pages); page += 1) {
    const { items } = await (await document.getPage(page)).getTextContent();
    if (limits.now() > deadline) throw tooSlow(limits);
    for (const item of items) {
      if (text.length >= limits.characters) break;
      if ("str" in item)
        text += `${String(item.str)}${"hasEOL" in item && item.hasEOL ? "\n" : ""}`;
    }
    text += "\n";
  }
  return { pages: document.numPages, text: text.slice(0, limits.characters) };
}

/** What never answers is given up too; the host's own limits end what never pauses. */
async function inTime<T>(work: Promise<T>, limits: PdfLimits): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooSlow(limits)), limits.time);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function tooSlow({ time }: PdfLimits): PerennialError {
  return new PerennialError("digisign.pdf-too-slow", { seconds: Math.ceil(time / 1000) });
}

function explain(error: unknown): unknown {
  if (PerennialError.is(error)) return error;
  const name = error instanceof Error ? error.name : "";
  const code = name === "PasswordException" ? "digisign.pdf-encrypted" : "digisign.pdf-broken";
  return new PerennialError(code, {}, { cause: error });
}

/** Where a stream's bytes begin, ISO 32000-1 7.3.8. */
const streamStart = /stream\r?\n/g;

/** Compressed streams are inflated, twice where that is what was compressed, and thrown away. */
function checkUnpackedSize(bytes: Uint8Array, most: number): void {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  let left = most;
  for (const { index, 0: start } of text.matchAll(streamStart)) {
    let packed: Uint8Array | undefined = bytes.subarray(index + start.length);
    for (let depth = 0; depth < 3 && packed !== undefined && isZlib(packed); depth += 1) {
      packed = inflateUpTo(packed, Math.max(left, 1));
      left -= packed?.length ?? 0;
    }
  }
}

/** The header of RFC 1950: deflate, and a check sum of two bytes. */
function isZlib(bytes: Uint8Array): boolean {
  const [method = 0, flags = 0] = bytes;
  return (method & 0x0f) === 8 && ((method << 8) | flags) % 31 === 0;
}
