import type { JsonObject } from "@perennial/api";
import assert from "node:assert/strict";
import type { FakeRenewal } from "../testing/fake-renewal.js";
import type { Rest } from "../testing/world.js";

/** That the renewal waits on as it did, and says why what was given was not taken. */
export function assertRefused(rest: Rest, key: string, code: string, params?: JsonObject): void {
  assert.equal(rest.state, "waiting");
  assert.ok(rest.state === "waiting");
  assert.equal(rest.wait.refusal?.code, code);
  assert.equal(rest.wait.key, key);
  if (params !== undefined) assert.deepEqual(rest.wait.refusal?.params, params);
}

/** That the step failed with this code, and not by itself tried again. */
export function assertFailed(rest: Rest, step: string, code: string): void {
  assert.ok(rest.state === "failed", JSON.stringify(rest));
  assert.equal(rest.error.code, code);
  assert.equal(rest.step, step);
  assert.equal(rest.error.retry, undefined);
}

/** That what was done before stands: outputs and effects are as they were. */
export function assertNothingLost(renewal: FakeRenewal, before: readonly string[]): void {
  for (const step of before) assert.ok(renewal.outputs.has(step), `${step} is lost`);
}
