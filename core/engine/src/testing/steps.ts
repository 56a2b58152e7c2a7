import assert from "node:assert/strict";
import { done, message, PerennialError, waiting, type Json } from "@perennial/api";
import type { FakeStep } from "./fake-plugins.js";
import { TestBench } from "./test-bench.js";

/** A step that is done at once, with its name as the output. */
export const step = (name: string, more: Partial<FakeStep> = {}): FakeStep => ({
  name,
  run: () => done(name),
  ...more,
});

/** A step that waits for a person’s answer `q`, and answers it. */
export const asking = (name: string, more: Partial<FakeStep> = {}): FakeStep => ({
  name,
  run: ({ answers }): ReturnType<FakeStep["run"]> =>
    answers["q"] === undefined
      ? waiting({ for: "person", key: "q", text: message("q"), question: { type: "task" } })
      : done(answers["q"] as Json),
  ...more,
});

/** Asserts that the work fails with the code. */
export const rejects = (work: Promise<unknown>, code: string) =>
  assert.rejects(work, (error) => {
    assert.ok(PerennialError.is(error, code), String(error));
    return true;
  });

/** A provider whose contract `sort` has two accounts. */
export const sort = { accounts: { by: "contract", values: { sort: ["crypt", "transport"] } } };

/** A bench with the profile `acme` of both accounts. */
export const sortBench = async (...steps: readonly FakeStep[]) => {
  const bench = await TestBench.open({ provider: sort, steps });
  await bench.addProfile("acme", "acme.card", { contract: "sort" });
  return bench;
};
