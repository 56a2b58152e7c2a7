import assert from "node:assert/strict";
import type { Outcome } from "../index.js";

/** The output of a step that is done; anything else fails the test. */
export function outputOf<T>(outcome: Outcome<T>): T {
  assert.ok(outcome.outcome === "done", JSON.stringify(outcome));
  return outcome.output;
}
