import assert from "node:assert/strict";
import { Lazy } from "../lazy.js";
import { whileHolding } from "./while-holding.js";

describe("A run that may use tokens", () => {
  function bench() {
    const holds = { begun: 0, released: 0 };
    const hold = () => {
      holds.begun += 1;
      return { release: () => void (holds.released += 1) };
    };
    return { holds, tokens: new Lazy(() => Promise.resolve({ modules: { hold } })) };
  }

  it("holds them from when it needs them first until it is over, also when it fails", async () => {
    const { holds, tokens } = bench();
    const work = whileHolding(tokens, async () => {
      await tokens.get();
      assert.deepEqual(holds, { begun: 1, released: 0 });
      throw new Error("The work failed.");
    });
    await assert.rejects(work, /The work failed/u);
    assert.deepEqual(holds, { begun: 1, released: 1 });
    await whileHolding(tokens, () => Promise.resolve());
    assert.deepEqual(holds, { begun: 2, released: 2 });
  });

  it("has none made that it does not need, and holds none that are made after it", async () => {
    const { holds, tokens } = bench();
    await whileHolding(tokens, () => Promise.resolve());
    assert.equal(tokens.peek(), undefined);
    await tokens.get();
    assert.deepEqual(holds, { begun: 0, released: 0 });
  });
});
