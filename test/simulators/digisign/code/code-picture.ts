import { randomInt } from "node:crypto";
import { PNG } from "pngjs";
import { glyphs, glyphSize } from "./glyphs.js";

/** Pixels to a dot, and dots between two digits and around them. */
const SCALE = 8;
const GAP = 2;
const MARGIN = 3;

/** Paper is lighter than any speck, and any speck lighter than ink. */
const INK = 40;
const THRESHOLD = 100;

/** Draws a validation code: dark digits on specked paper, as a PNG. */
export function drawCode(code: string): Buffer {
  const png = blank(code.length);
  speck(png);
  for (const [index, digit] of [...code].entries())
    for (const [x, y] of dots(digit)) fill(png, column(index) + x, MARGIN + y, INK);
  return PNG.sync.write(png);
}

/**
 * Reads a picture that {@link drawCode} made, as a person would.
 * @throws Error if there are no digits in it.
 */
export function readCode(picture: Buffer): string {
  const png = PNG.sync.read(picture);
  const dotsAcross = png.width / SCALE - 2 * MARGIN + GAP;
  const count = dotsAcross / (glyphSize.width + GAP);
  return Array.from({ length: count }, (_value, index) => readDigit(png, index)).join("");
}

function readDigit(png: PNG, index: number): string {
  const rows = Array.from({ length: glyphSize.height }, (_row, y) =>
    Array.from({ length: glyphSize.width }, (_dot, x) =>
      isInk(png, column(index) + x, MARGIN + y) ? "#" : ".",
    ).join(""),
  );
  const digit = glyphs.findIndex((glyph) => glyph.every((row, y) => row === rows[y]));
  if (digit < 0) throw new Error(`There is no digit at ${index}:\n${rows.join("\n")}`);
  return String(digit);
}

function dots(digit: string): [number, number][] {
  const glyph = glyphs[Number(digit)] ?? [];
  return glyph.flatMap((row, y) =>
    [...row].flatMap((dot, x): [number, number][] => (dot === "#" ? [[x, y]] : [])),
  );
}

function column(index: number): number {
  return MARGIN + index * (glyphSize.width + GAP);
}

function blank(digits: number): PNG {
  const across = 2 * MARGIN + digits * (glyphSize.width + GAP) - GAP;
  const png = new PNG({
    width: across * SCALE,
    height: (2 * MARGIN + glyphSize.height) * SCALE,
    colorType: 0,
  });
  png.data.fill(0xff);
  return png;
}

function speck(png: PNG): void {
  for (let left = (png.width * png.height) / 40; left > 0; left--)
    paint(png, randomInt(png.width), randomInt(png.height), randomInt(150, 230));
}

/** Fills one dot. */
function fill(png: PNG, x: number, y: number, grey: number): void {
  for (let dy = 0; dy < SCALE; dy++)
    for (let dx = 0; dx < SCALE; dx++) paint(png, x * SCALE + dx, y * SCALE + dy, grey);
}

function paint(png: PNG, x: number, y: number, grey: number): void {
  const at = 4 * (y * png.width + x);
  png.data.fill(grey, at, at + 3);
}

function isInk(png: PNG, x: number, y: number): boolean {
  const middle = SCALE / 2;
  const at = 4 * ((y * SCALE + middle) * png.width + x * SCALE + middle);
  return (png.data[at] ?? 0xff) < THRESHOLD;
}
