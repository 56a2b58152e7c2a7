import assert from "node:assert/strict";
import type { FieldSchema } from "@perennial/api";
import { readField, readYesNo } from "./check-field.js";

function read(typed: string, field: Partial<FieldSchema>, required = false) {
  const reading = readField(typed, { type: "string", title: "Field", ...field }, required);
  return reading.ok ? reading.value : reading.problem.key;
}

describe("reading a field", () => {
  it("takes text without the blanks around it", () => {
    assert.equal(read("  Ada ", {}), "Ada");
  });

  it("takes a password as it is", () => {
    assert.equal(read(" two words ", { format: "password" }), " two words ");
  });

  it("takes numbers with a point or a comma", () => {
    assert.equal(read("3.5", { type: "number" }), 3.5);
    assert.equal(read("3,5", { type: "number" }), 3.5);
    assert.equal(read("3.5", { type: "integer" }), "field.integer");
    assert.equal(read("three", { type: "number" }), "field.number");
    assert.equal(read("2", { type: "integer", minimum: 3 }), "field.minimum");
    assert.equal(read("9", { type: "integer", maximum: 3 }), "field.maximum");
  });

  it("takes a choice by its value or number", () => {
    const field = { enum: ["business", "sort"] };
    assert.equal(read("sort", field), "sort");
    assert.equal(read("2", field), "sort");
    assert.equal(read("3", field), "field.choice");
    assert.equal(read("0", field), "field.choice");
  });

  it("takes a list separated by commas", () => {
    assert.deepEqual(read("a, b ,c", { type: "array" }), ["a", "b", "c"]);
  });

  it("says what is wrong with a text", () => {
    assert.equal(read("", {}, true), "field.required");
    assert.equal(read("", {}), undefined);
    assert.equal(read("é", { minLength: 2 }), "field.too-short");
    assert.equal(read("abc", { maxLength: 2 }), "field.too-long");
    assert.equal(read("ABC", { pattern: "^[a-z]+$" }), "field.pattern");
    assert.equal(read("ABC", { pattern: "^[a-z]+$", patternTitle: "lower" }), "lower");
  });

  it("knows yes and no in English and French", () => {
    for (const text of ["y", "Yes", "o", "OUI"]) assert.equal(readYesNo(text), true);
    for (const text of ["n", "no", "Non"]) assert.equal(readYesNo(text), false);
    assert.equal(readYesNo("maybe"), undefined);
    assert.equal(read("oui", { type: "boolean" }), true);
  });
});
