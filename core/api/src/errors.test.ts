import assert from "node:assert/strict";
import * as fc from "fast-check";
import { PerennialError, toErrorData, toPerennialError, type ErrorData } from "./index.js";

describe("PerennialError", () => {
  it("survives JSON with its causes", () => {
    const cause = new PerennialError("http.timeout", { host: "a" }, { retry: { after: 5 } });
    const error = new PerennialError(
      "order.failed",
      { number: 7 },
      { detail: "why", effect: "none", plugin: "acme", step: "order", cause },
    );
    const back = PerennialError.fromJSON(JSON.parse(JSON.stringify(error)));
    assert.deepEqual(back.toJSON(), error.toJSON());
    assert.ok(PerennialError.is(back.cause, "http.timeout"));
  });

  it("keeps a foreign error's name, system code, message and cause", () => {
    const foreign = Object.assign(new RangeError("too far", { cause: "the edge" }), {
      code: "EFAR",
    });
    assert.deepEqual(toErrorData(foreign), {
      code: "internal.unexpected",
      params: { name: "RangeError", system: "EFAR" },
      detail: "too far",
      cause: { code: "internal.unexpected", params: { name: "string" }, detail: "the edge" },
    });
  });

  it("makes something of anything that is thrown, without throwing", () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (thrown) => {
        const error = toPerennialError(new Error("outer", { cause: thrown }));
        assert.equal(error.code, "internal.unexpected");
      }),
    );
  });

  it("describes a thrown object that cannot be made a string of", () => {
    for (const thrown of [{ toString: "" }, Object.create(null) as unknown]) {
      assert.equal(toErrorData(thrown).detail, "[object Object]");
    }
  });

  it("tells causes that go round in a circle, and stops", () => {
    const [one, other] = [new PerennialError("a.b"), new Error("other")];
    one.cause = other;
    other.cause = one;
    const codes: string[] = [];
    for (let at: ErrorData | undefined = one.toJSON(); at !== undefined; at = at.cause) {
      codes.push(at.code);
    }
    assert.deepEqual(codes.slice(0, 3), ["a.b", "internal.unexpected", "a.b"]);
    assert.ok(codes.length < 20);
  });

  it("is found by its code alone", () => {
    const error = new PerennialError("a.b");
    assert.ok(PerennialError.is(error));
    assert.ok(PerennialError.is(error, "a.b"));
    assert.ok(!PerennialError.is(error, "a.c"));
    assert.ok(!PerennialError.is({ name: "PerennialError", code: "a.b" }));
  });
});
