import assert from "node:assert/strict";
import { done, message, PerennialError, waiting, type WaitForToken } from "@perennial/api";
import { TestBench } from "../testing/test-bench.js";

const place = "pkcs11:token=Card";
const text = message("put it in");
const wait = (more: Partial<WaitForToken> = {}): WaitForToken => ({
  for: "token",
  event: "inserted",
  key: "card",
  text,
  place,
  ...more,
});

/** Waits once, then is done. */
const waitsOnce = (own: WaitForToken) => {
  let runs = 0;
  return TestBench.ofSteps({
    name: "ask",
    run: () => {
      runs += 1;
      return runs === 1 ? waiting(own) : done(null);
    },
  });
};

describe("A wait for a token", () => {
  it("is over as soon as somebody looks and the token is there", async () => {
    const bench = await waitsOnce(wait());
    bench.tokens.present.clear();
    const { id, state } = await bench.run();
    assert.equal(state, "waiting");
    assert.deepEqual(await bench.engine.due(), []);
    bench.tokens.present.add(place);
    assert.deepEqual(await bench.engine.due(), [id]);
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });

  it("is over when the token is gone, if that is what is waited for", async () => {
    const bench = await waitsOnce(wait({ event: "removed" }));
    const { id } = await bench.run();
    assert.deepEqual(await bench.engine.due(), []);
    bench.tokens.present.clear();
    assert.deepEqual(await bench.engine.due(), [id]);
  });

  it("is over when the token was away and is back", async () => {
    const bench = await waitsOnce(wait({ event: "reinserted" }));
    const { id } = await bench.run();
    assert.deepEqual(await bench.engine.due(), []);
    bench.tokens.present.clear();
    assert.deepEqual(await bench.engine.due(), []);
    bench.tokens.present.add(place);
    assert.deepEqual(await bench.engine.due(), [id]);
  });

  it("knows a token by a key that it holds", async () => {
    const { place: _place, ...own } = wait({ spkiHash: "5".repeat(64) });
    const bench = await waitsOnce(own);
    const { id } = await bench.run();
    assert.deepEqual(await bench.engine.due(), []);
    bench.tokens.present.add("5".repeat(64));
    assert.deepEqual(await bench.engine.due(), [id]);
  });

  it("that says not which token is ended by a person, who is told so", async () => {
    const { place: _place, ...own } = wait();
    const bench = await waitsOnce(own);
    const view = await bench.run();
    assert.deepEqual(view.wait?.instructions, [message("engine.token-not-watched")]);
    assert.deepEqual(await bench.engine.due(), []);
    await bench.engine.answer({ renewal: view.id, key: "card", value: true });
    assert.equal((await bench.engine.advance({ renewal: view.id })).state, "done");
  });

  it("keeps nothing else from going on when the token cannot be looked for", async () => {
    const bench = await waitsOnce(wait());
    bench.tokens.present.clear();
    await bench.run();
    bench.tokens.fault = new PerennialError("token.support-missing");
    assert.deepEqual(await bench.engine.due(), []);
    assert.equal(bench.log.entries.at(-1)?.level, "warn");
  });
});

describe("A step whose token is not there", () => {
  const failing = (code: string, params = { place, label: "Card" }) => {
    let there = false;
    return {
      open: () =>
        TestBench.ofSteps({
          name: "sign",
          run: () => {
            if (there) return done(null);
            throw new PerennialError(code, params, { effect: "none" });
          },
        }),
      insert: () => {
        there = true;
      },
    };
  };

  it("waits for it instead of failing, and goes on when it is there", async () => {
    const step = failing("token.not-found");
    const bench = await step.open();
    bench.tokens.present.clear();
    const view = await bench.run();
    assert.equal(view.state, "waiting");
    assert.deepEqual(view.wait?.text, message("engine.token-wait", { label: "Card" }));
    assert.deepEqual(await bench.engine.due(), []);
    bench.tokens.present.add(place);
    step.insert();
    assert.equal((await bench.engine.advance({ renewal: view.id })).state, "done");
  });

  it("waits for it where another token is in its place, and knows it by more than its place", async () => {
    const params = { place, label: "Card", wanted: "A1", serial: "B2", spkiHash: "5".repeat(64) };
    const step = failing("token.other-token", params);
    const bench = await step.open();
    bench.tokens.present.clear();
    const view = await bench.run();
    assert.equal(view.state, "waiting");
    const { wait } = view;
    assert.ok(wait?.for === "token");
    assert.deepEqual([wait.place, wait.serial, wait.spkiHash], [place, "A1", "5".repeat(64)]);
    const [which] = wait.instructions ?? [];
    const args = { wanted: "A1", serial: "B2", sure: "yes" };
    assert.deepEqual(which, message("engine.token-wait.other", args));
  });

  for (const code of ["token.removed", "token.session-lost", "token.changed"]) {
    it(`waits after ${code} only if the token is not there`, async () => {
      const gone = await failing(code).open();
      gone.tokens.present.clear();
      assert.equal((await gone.run()).state, "waiting");
      const there = await failing(code).open();
      const view = await there.run();
      assert.equal(view.state, "failed");
      assert.equal(view.wakeAt, undefined, "not tried again by itself");
    });
  }

  for (const code of ["token.pin-wrong", "token.module-crashed", "acme.out-of-paper"]) {
    it(`fails with ${code}, whether it is there or not`, async () => {
      const bench = await failing(code).open();
      bench.tokens.present.clear();
      assert.equal((await bench.run()).state, "failed");
    });
  }

  it("does not wait for ever for one that is there and is not found by the step", async () => {
    const bench = await failing("token.not-found").open();
    const view = await bench.run();
    assert.equal(view.state, "failed");
    assert.equal(view.error?.code, "token.not-found");
    assert.ok((bench.plugins.runs.get("sign") ?? 0) <= 5);
  });

  it("fails where nobody can tell which token it is", async () => {
    const bench = await failing("token.not-found", {} as never).open();
    bench.tokens.present.clear();
    assert.equal((await bench.run()).state, "failed");
  });
});
