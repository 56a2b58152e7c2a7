import { PerennialError } from "@perennial/api";
import { referenceText } from "./edit.js";
import { encodeLines } from "./appearance-text.js";
import type { IncrementalUpdate } from "./incremental-update.js";
import { pdfBytes } from "./pdf-text.js";

/** A box with text that a signature shows. */
export interface Appearance {
  /** From 1. */
  readonly page: number;
  /** Left, bottom, right and top in points, from the page's lower left corner. */
  readonly rectangle: readonly [number, number, number, number];
  readonly lines: readonly string[];
}

/** Points. */
const largestText = 10;
const margin = 3;
/** Of the size of the text. */
const lineHeight = 1.2;

/**
 * Writes the appearance, ISO 32000-1 section 12.5.5: a frame, and the lines in Helvetica as large as
 * they fit, at most 10 points. The font is not embedded, so a PDF/A is none any more.
 * @returns entries of the widget.
 * @throws PerennialError `pdf.bad-appearance` with `problem` `rectangle` or `character`.
 */
export async function addAppearance(
  update: IncrementalUpdate,
  { rectangle, lines }: Appearance,
): Promise<string> {
  const [left, bottom, right, top] = rectangle;
  const width = right - left;
  const height = top - bottom;
  if (!(width > 2 * margin && height > 2 * margin && rectangle.every(Number.isFinite))) {
    throw new PerennialError("pdf.bad-appearance", { problem: "rectangle", character: "" });
  }
  const text = await encodeLines(lines);
  const size = Math.min(
    largestText,
    (width - 2 * margin) / Math.max(text.widest, Number.MIN_VALUE),
    (height - 2 * margin) / (Math.max(lines.length, 1) * lineHeight),
  );
  const font = update.newReference();
  const form = update.newReference();
  update.put(font, pdfBytes(text.font));
  const content = pdfBytes(
    `q 0.5 w 0.5 0.5 ${number(width - 1)} ${number(height - 1)} re S\n`,
    `BT /F1 ${number(size)} Tf ${number(size * lineHeight)} TL\n`,
    `${margin} ${number(height - margin - size)} Td\n`,
    ...text.lines.map((line) => `<${line}> Tj T*\n`),
    "ET Q",
  );
  update.put(
    form,
    pdfBytes(
      `<<\n/Type /XObject\n/Subtype /Form\n/BBox [0 0 ${number(width)} ${number(height)}]\n`,
      `/Resources << /Font << /F1 ${referenceText(font)} >> >>\n/Length ${content.length}\n>>\n`,
      "stream\n",
      content,
      "\nendstream",
    ),
  );
  const corners = rectangle.map(number).join(" ");
  return `/Rect [${corners}]\n/AP << /N ${referenceText(form)} >>`;
}

/** PDF knows no exponents. */
function number(value: number): string {
  return String(Number(value.toFixed(3)));
}
