import assert from "node:assert/strict";
import type { FieldSchema, Json } from "@perennial/api";
import { checkField } from "./check-field.js";

async function problemsOf(value: Json | undefined, field: Partial<FieldSchema>, required = false) {
  const whole = { type: "string", title: "Field", ...field } as const;
  const problems = await checkField("field", whole, value, required);
  return problems.map(({ path, text }) => `${path} ${text.key}`);
}

describe("the check of one field", () => {
  it("is of its format", async () => {
    const wrong = ["field answer.problem.format"];
    assert.deepEqual(await problemsOf("nobody", { format: "email" }), wrong);
    assert.deepEqual(await problemsOf("ada@example.org", { format: "email" }), []);
    assert.deepEqual(await problemsOf("2026-02-30", { format: "date" }), wrong);
    assert.deepEqual(await problemsOf("lu", { format: "country" }), wrong);
    assert.deepEqual(await problemsOf("www", { format: "uri" }), wrong);
  });

  it("is of its presence, type, limits and values", async () => {
    assert.deepEqual(await problemsOf(undefined, {}, true), ["field answer.problem.required"]);
    assert.deepEqual(await problemsOf(undefined, {}), []);
    const integer = { type: "integer", minimum: 3 } as const;
    assert.deepEqual(await problemsOf("three", integer), ["field answer.problem.type"]);
    assert.deepEqual(await problemsOf(3.5, integer), ["field answer.problem.type"]);
    assert.deepEqual(await problemsOf(2, integer), ["field answer.problem.minimum"]);
    assert.deepEqual(await problemsOf("é", { minLength: 2 }), ["field answer.problem.min-length"]);
    assert.deepEqual(await problemsOf("c", { enum: ["a", "b"] }), ["field answer.problem.choice"]);
  });

  it("says in a pattern's own words what it asks for", async () => {
    const field = { pattern: "^[a-z]+$", patternTitle: "lower" };
    assert.deepEqual(await problemsOf("ABC", field), ["field lower"]);
  });

  it("ends soon with a pattern that takes for ever", async () => {
    const begun = process.cpuUsage();
    const answer = `${"a".repeat(40)}!`;
    assert.deepEqual(await problemsOf(answer, { pattern: "^(a+)+$" }), [
      "field answer.problem.pattern",
    ]);
    assert.ok(process.cpuUsage(begun).user < 3_000_000);
  });

  it("is of what a path leads to", async () => {
    const here = import.meta.dirname;
    const file = import.meta.filename;
    const none = `${here}/none`;
    assert.deepEqual(await problemsOf(here, { format: "folder" }), []);
    assert.deepEqual(await problemsOf(file, { format: "file" }), []);
    assert.deepEqual(await problemsOf(here, { format: "file" }), ["field field.not-a-file"]);
    assert.deepEqual(await problemsOf(file, { format: "folder" }), ["field field.not-a-folder"]);
    assert.deepEqual(await problemsOf(none, { format: "file" }), ["field field.no-such-file"]);
    assert.deepEqual(await problemsOf(`${file}/x`, { format: "folder" }), [
      "field field.no-such-folder",
    ]);
    const long = `${here}/${"a".repeat(300)}`;
    assert.deepEqual(await problemsOf(long, { format: "file" }), ["field field.no-access"]);
  });
});
