import assert from "node:assert/strict";
import { Files, Http, inject, step, Ui } from "@perennial/api";
import { missingInjections } from "./missing-injections.js";

describe("services that a class does not ask for", () => {
  const threeOf = () =>
    class {
      constructor(
        readonly a: unknown,
        readonly b: unknown,
        readonly c: unknown,
      ) {}
      run = () => Promise.reject(new Error("never run"));
    };

  it("are named by their places, also the first and one in the middle", () => {
    const type = threeOf();
    assert.deepEqual(missingInjections(type), [0, 1, 2]);
    inject(Files)(type, undefined, 1);
    assert.deepEqual(missingInjections(type), [0, 2]);
    inject(Http)(type, undefined, 0);
    inject(Ui)(type, undefined, 2);
    assert.deepEqual(missingInjections(type), []);
  });

  it("are none of a class that has its base class's constructor", () => {
    const base = threeOf();
    inject(Files)(base, undefined, 0);
    class Derived extends base {}
    step("derived")(Derived);
    assert.deepEqual(missingInjections(Derived), []);
  });

  it("are none where a compiler wrote down a class, but not where it could only write Object", () => {
    const type = threeOf();
    Reflect.defineMetadata("design:paramtypes", [Date, Object, undefined], type);
    assert.deepEqual(missingInjections(type), [1, 2]);
  });
});
