import assert from "node:assert/strict";
import type { FormSchema, JsonObject } from "@perennial/api";
import { TypedForms } from "./typed-forms.js";

describe("a form that is asked again", () => {
  const code: FormSchema = {
    type: "object",
    properties: {
      picture: { type: "integer", title: "Picture", readOnly: true },
      code: { type: "string", title: "Code" },
    },
  };
  const address: FormSchema = {
    type: "object",
    properties: {
      holder: { type: "string", title: "Holder", readOnly: true },
      city: { type: "string", title: "City" },
      street: { type: "string", title: "Street" },
    },
  };
  const refusal = { code: "acme.wrong", params: {} };
  const problems = [{ path: "code", message: "is not six digits" }];

  /** What stands in it after this was typed. */
  function again(
    schema: FormSchema,
    before: JsonObject,
    typed: JsonObject,
    now: { values?: JsonObject; refusal?: typeof refusal; problems?: typeof problems },
  ): JsonObject {
    const forms = new TypedForms();
    forms.keep("m-1 order code", { schema, values: before }, typed);
    const { values = before, refusal: why, problems: wrong = [] } = now;
    const wait = why === undefined ? {} : { refusal: why };
    return forms.values("m-1 order code", { schema, values }, wait, wrong);
  }

  it("has the new picture and no code where the code was refused", () => {
    const typed = { picture: 1, code: "123456" };
    const values = { picture: 2 };
    assert.deepEqual(again(code, { picture: 1 }, typed, { values, refusal }), values);
  });

  it("has what was typed where the form itself did not take it, whatever was refused before", () => {
    const typed = { picture: 1, code: "12" };
    assert.deepEqual(again(code, { picture: 1 }, typed, { refusal, problems }), typed);
  });

  it("has what cannot be typed from the question, also where it was typed over", () => {
    const before = { holder: "Ada", city: "Paris" };
    const typed = { holder: "Bob", city: "Rome", street: "Corso" };
    const expected = { holder: "Ada", city: "Rome", street: "Corso" };
    assert.deepEqual(again(address, before, typed, { refusal }), expected);
  });

  it("has a value that the question did not have before instead of the one that was typed", () => {
    const before = { holder: "Ada", city: "Paris" };
    const typed = { holder: "Ada", city: "Rome", street: "Corso" };
    const values = { holder: "Ada", city: "Milan" };
    const expected = { holder: "Ada", city: "Milan", street: "Corso" };
    assert.deepEqual(again(address, before, typed, { values, refusal }), expected);
  });

  it("has what the question says where nothing was typed yet", () => {
    const values = { picture: 1 };
    assert.deepEqual(
      new TypedForms().values("x", { schema: code, values }, { refusal }, []),
      values,
    );
  });
});
