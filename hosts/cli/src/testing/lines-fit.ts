import assert from "node:assert/strict";

/** Asserts that no line is wider than 80 columns, but for a single word that nothing can break. */
export function linesFit(text: string): void {
  const long = text.split("\n").filter((line) => line.length > 80 && line.trim().includes(" "));
  assert.deepEqual(long, []);
}
