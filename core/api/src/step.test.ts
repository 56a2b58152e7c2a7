import assert from "node:assert/strict";
import { done, renewal, step, stepName, type Outcome } from "./index.js";

@step("first")
class First {
  async run(): Promise<Outcome<null>> {
    return done(undefined);
  }
}
@step("first")
class AlsoFirst extends First {}
class Unnamed extends First {}

describe("A flow", () => {
  it("keeps its steps in order", () => {
    assert.deepEqual(renewal("acme.main", [First]), { provider: "acme.main", steps: [First] });
  });

  it("refuses two steps of one name", () => {
    assert.throws(
      () => renewal("acme.main", [First, AlsoFirst]),
      /acme\.main: two steps are named first/,
    );
  });

  it("refuses a class that was not named itself, even if its base class was", () => {
    assert.throws(() => stepName(Unnamed), /Unnamed is not decorated with @step/);
  });
});
