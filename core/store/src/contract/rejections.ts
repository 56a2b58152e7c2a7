import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";

/** That `promise` is rejected with this code and at least these parameters. */
export async function rejectsWith(
  promise: Promise<unknown>,
  code: string,
  params: { readonly [name: string]: unknown } = {},
): Promise<PerennialError> {
  const error = await promise.then(
    () => assert.fail(`expected ${code}, but nothing was thrown`),
    (thrown: unknown) => thrown,
  );
  if (!PerennialError.is(error)) throw error;
  const shown = Object.fromEntries(Object.keys(params).map((name) => [name, error.params[name]]));
  assert.deepEqual({ code: error.code, ...shown }, { code, ...params });
  return error;
}
