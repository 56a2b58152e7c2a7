import assert from "node:assert/strict";
import type { FieldSchema } from "@perennial/api";
import { readTyped, readYesNo } from "./read-typed.js";

function read(typed: string, field: Partial<FieldSchema> = {}) {
  return readTyped(typed, { type: "string", title: "Field", ...field });
}

describe("what was typed for a field", () => {
  it("is a text without the blanks around it, or nothing", () => {
    assert.equal(read("  Ada "), "Ada");
    assert.equal(read("   "), undefined);
  });

  it("is a password as it is", () => {
    assert.equal(read(" two words ", { format: "password" }), " two words ");
  });

  it("is a number with a point or a comma", () => {
    assert.equal(read("3.5", { type: "number" }), 3.5);
    assert.equal(read("3,5", { type: "number" }), 3.5);
    assert.equal(read("3", { type: "integer" }), 3);
  });

  it("stays a text where it is not of the field's type", () => {
    assert.equal(read("three", { type: "number" }), "three");
    assert.equal(read("1e999", { type: "number" }), "1e999");
    assert.equal(read("maybe", { type: "boolean" }), "maybe");
  });

  it("is a choice by its value only: its number is not shown everywhere", () => {
    const field = { enum: ["business", "sort"] };
    assert.equal(read("sort", field), "sort");
    assert.equal(read("2", field), "2");
  });

  it("is a list separated by commas", () => {
    assert.deepEqual(read("a, b ,c", { type: "array" }), ["a", "b", "c"]);
  });

  it("is yes or no in English, French and Romanian", () => {
    for (const text of ["y", "Yes", "o", "OUI", "da", "tak", "t"])
      assert.equal(readYesNo(text), true);
    for (const text of ["n", "no", "Non", "nu", "nie"]) assert.equal(readYesNo(text), false);
    assert.equal(readYesNo("maybe"), undefined);
    assert.equal(read("oui", { type: "boolean" }), true);
  });
});
