import { PerennialError } from "@perennial/api";
import type { Appearance } from "@perennial/pki";

const corners = ["top-left", "top-right", "bottom-left", "bottom-right"] as const;
type Corner = (typeof corners)[number];

/** Where a visible signature stands: a corner of a page, or a box in points. */
export interface VisiblePlace {
  readonly page: number | "last";
  readonly place: Corner | readonly [number, number, number, number];
}

/** Points: the box in a corner, and how far it is from the edges. */
const width = 200;
const height = 60;
const margin = 24;

/**
 * Reads `PAGE,CORNER` or `PAGE,LEFT,BOTTOM,RIGHT,TOP` (points from the page's lower left corner).
 * PAGE is a number from 1, or `last`.
 * @throws PerennialError `usage.visible-place`.
 */
export function readVisiblePlace(text: string): VisiblePlace {
  const [first = "", ...rest] = text.split(",").map((word) => word.trim());
  const page = first === "last" ? first : /^[1-9]\d{0,6}$/u.test(first) ? Number(first) : undefined;
  if (page !== undefined) {
    const corner = corners.find((name) => rest.length === 1 && name === rest[0]);
    if (corner !== undefined) return { page, place: corner };
    const numbers = rest.filter((word) => /^-?\d{1,6}(?:\.\d{1,3})?$/u.test(word)).map(Number);
    const [left, bottom, right, top] = numbers;
    if (
      rest.length === 4 &&
      left !== undefined &&
      bottom !== undefined &&
      right !== undefined &&
      top !== undefined
    ) {
      return { page, place: [left, bottom, right, top] };
    }
  }
  throw new PerennialError("usage.visible-place", { given: text });
}

/** @throws PerennialError `pdf.no-such-page`, `pdf.damaged`. */
export async function visibleSignature(
  pdf: Uint8Array,
  { page, place }: VisiblePlace,
  lines: readonly string[],
): Promise<Appearance> {
  const { pageBox } = await import("@perennial/pki");
  const found = pageBox(pdf, page);
  if (typeof place !== "string") return { page: found.page, rectangle: place, lines };
  const [left, bottom, right, top] = found.box;
  const wide = Math.min(width, right - left - 2 * margin);
  const high = Math.min(height, top - bottom - 2 * margin);
  const x = place.endsWith("left") ? left + margin : right - margin - wide;
  const y = place.startsWith("bottom") ? bottom + margin : top - margin - high;
  return { page: found.page, rectangle: [x, y, x + wide, y + high], lines };
}
