import assert from "node:assert/strict";
import type { Question, Wait } from "@perennial/api";
import { readValue } from "./read-value.js";

const waitFor = (question: Question): Wait => ({
  for: "person",
  key: "key",
  text: { key: "text" },
  question,
});
const label = { key: "label" };

describe("an answer on the command line", () => {
  it("is the system's entropy, in the engine's words, and nothing else", () => {
    const wait = waitFor({ type: "entropy", bits: 256 });
    assert.deepEqual(readValue("system", wait), { system: true });
    assert.throws(() => readValue("qwertz", wait), { code: "answer.not-a-choice" });
  });

  it("says that a task is done, but not by a no", () => {
    const wait = waitFor({ type: "task" });
    for (const text of ["yes", "done", "oui", ""]) assert.equal(readValue(text, wait), true);
    for (const text of ["no", "Non", "false"]) {
      assert.throws(() => readValue(text, wait), { code: "answer.task-not-done" });
    }
  });

  it("is a yes or a no", () => {
    const wait = waitFor({ type: "confirm" });
    assert.deepEqual([readValue("oui", wait), readValue("n", wait)], [true, false]);
    assert.throws(() => readValue("perhaps", wait), { code: "answer.not-yes-no" });
  });

  it("is a choice by its value or its number", () => {
    const options = ["2", "other"].map((value) => ({ value, label }));
    const wait = waitFor({ type: "choice", options });
    assert.deepEqual(
      ["2", "1", "other"].map((text) => readValue(text, wait)),
      ["2", "2", "other"],
    );
    for (const text of ["0", "3", "-1", "1.5", ""]) {
      assert.throws(() => readValue(text, wait), { code: "answer.not-a-choice" }, text);
    }
  });

  it("is a form as JSON", () => {
    const wait = waitFor({ type: "form", schema: { type: "object", properties: {} } });
    assert.deepEqual(readValue('{"a":1}', wait), { a: 1 });
    assert.throws(() => readValue("{", wait), { code: "answer.not-json" });
  });

  it("is a secret in JSON or as it is, and is not repeated when it is neither", () => {
    const secret = { type: "string", format: "password", title: "Password" } as const;
    const name = { type: "string", title: "Name" } as const;
    const alone = waitFor({ type: "form", schema: { type: "object", properties: { secret } } });
    assert.deepEqual(readValue('{"secret":"a"}', alone), { secret: "a" });
    assert.deepEqual(readValue("Pass1word", alone), { secret: "Pass1word" });
    assert.deepEqual(readValue("123", alone), { secret: "123" });
    const both = waitFor({
      type: "form",
      schema: { type: "object", properties: { secret, name } },
    });
    assert.throws(
      () => readValue("Pass1word", both),
      (error: unknown) => !JSON.stringify(error).includes("Pass1word"),
    );
  });
});
