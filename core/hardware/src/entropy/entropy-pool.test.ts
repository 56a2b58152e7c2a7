import assert from "node:assert/strict";
import { EntropyPool } from "./entropy-pool.js";

describe("The pool of people's entropy", function () {
  this.timeout(120_000);

  it("gives what a renewal collected once, and nothing to another", () => {
    const pool = new EntropyPool();
    pool.add("one", Buffer.from("abc"));
    assert.equal(pool.take("two"), undefined);
    assert.equal(pool.take("one")?.length, 64);
    assert.equal(pool.take("one"), undefined);
  });

  it("depends on every contribution and their order", () => {
    const collect = (...parts: readonly string[]) => {
      const pool = new EntropyPool();
      for (const part of parts) pool.add("r", Buffer.from(part));
      return Buffer.from(pool.take("r") ?? []).toString("hex");
    };
    const all = [["a", "b"], ["b", "a"], ["a"], ["ab"], ["a", "b", ""]].map((parts) =>
      collect(...parts),
    );
    assert.equal(new Set(all).size, all.length);
  });

  it("zeroes what it was given, and its state when it is cleared", () => {
    const pool = new EntropyPool();
    const given = Buffer.from("secret movements");
    pool.add("r", given);
    assert.ok(given.every((octet) => octet === 0));
    pool.clear();
    assert.equal(pool.take("r"), undefined);
  });
});
