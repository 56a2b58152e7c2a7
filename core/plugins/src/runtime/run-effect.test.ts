import {
  didNotHappen,
  happened,
  PerennialError,
  unknown,
  type Effect,
  type Found,
} from "@perennial/api";
import assert from "node:assert/strict";
import { RecordedCallbacks } from "../process/test-support.js";
import { runEffect } from "./run-effect.js";

describe("An effect", () => {
  let journal: RecordedCallbacks;
  let performed: number;
  beforeEach(() => {
    journal = new RecordedCallbacks();
    performed = 0;
  });
  const effect = (more: Partial<Effect<string>> = {}): Effect<string> => ({
    key: "order:1",
    intent: { reference: "R1" },
    perform: async () => {
      performed += 1;
      return "number 7";
    },
    find: async (): Promise<Found<string>> => unknown,
    ...more,
  });
  const intendedAt = "2026-11-20T09:30:00Z";
  const begin = ["begin", "order:1", { reference: "R1" }];

  it("is intended, performed and recorded, in this order", async () => {
    const perform = async () => {
      journal.events.push("performed");
      return "number 7";
    };
    assert.equal(await runEffect(journal, effect({ perform })), "number 7");
    assert.deepEqual(journal.events, [
      begin,
      "performed",
      ["complete", "order:1", "number 7", "performed"],
    ]);
  });

  it("that is on record is not performed", async () => {
    journal.begun = [{ state: "performed", result: "number 6" }];
    assert.equal(await runEffect(journal, effect()), "number 6");
    assert.equal(performed, 0);
    assert.deepEqual(journal.events, [begin]);
  });

  it("that happened before a crash is found and not performed", async () => {
    journal.begun = [{ state: "find", intendedAt }];
    const find = async () => happened("number 5");
    assert.equal(await runEffect(journal, effect({ find })), "number 5");
    assert.equal(performed, 0);
    assert.deepEqual(journal.events.slice(1), [["complete", "order:1", "number 5", "found"]]);
  });

  it("tells find when it was intended", async () => {
    journal.begun = [{ state: "find", intendedAt }];
    const told: unknown[] = [];
    const find: Effect<string>["find"] = async (attempt) => {
      told.push(attempt);
      return happened("number 5");
    };
    await runEffect(journal, effect({ find }));
    assert.deepEqual(told, [{ intendedAt }]);
  });

  it("that did not happen before a crash is cleared, intended again and performed once", async () => {
    journal.begun = [{ state: "find", intendedAt }, { state: "perform" }];
    assert.equal(await runEffect(journal, effect({ find: async () => didNotHappen })), "number 7");
    assert.equal(performed, 1);
    assert.deepEqual(journal.events, [
      begin,
      ["clear", "order:1", { found: "did-not-happen" }],
      begin,
      ["complete", "order:1", "number 7", "performed"],
    ]);
  });

  it("that nobody can tell is doubted and never performed", async () => {
    for (const [confirmed, can] of [
      [undefined, false],
      [(reference: string) => reference, true],
    ] as const) {
      journal.events.length = 0;
      journal.begun = [{ state: "find", intendedAt }];
      const doubted = effect(confirmed === undefined ? {} : { confirmed });
      await assert.rejects(runEffect(journal, doubted), /the engine stops the run/);
      assert.deepEqual(journal.events.slice(1), [["doubt", "order:1", can]]);
    }
    assert.equal(performed, 0);
  });

  it("that the person confirmed is recorded with the reference they typed", async () => {
    journal.begun = [{ state: "confirmed", reference: "R9" }];
    const confirmed = (reference: string) => `by hand ${reference}`;
    assert.equal(await runEffect(journal, effect({ confirmed })), "by hand R9");
    assert.deepEqual(journal.events.slice(1), [["complete", "order:1", "by hand R9", "confirmed"]]);
  });

  it("that failed without effect is cleared; one that may have happened stays intended", async () => {
    for (const [error, events] of [
      [new PerennialError("http.unreachable", {}, { effect: "none" }), 1],
      [new PerennialError("http.connection-lost"), 0],
      [new Error("anything"), 0],
    ] as const) {
      journal.events.length = 0;
      const perform = () => Promise.reject(error);
      await assert.rejects(runEffect(journal, effect({ perform })), error);
      assert.equal(journal.events.length - 1, events);
    }
  });

  it("whose find fails is neither cleared nor performed", async () => {
    journal.begun = [{ state: "find", intendedAt }];
    const find = () => Promise.reject(new PerennialError("http.timeout"));
    await assert.rejects(runEffect(journal, effect({ find })), { code: "http.timeout" });
    assert.deepEqual(journal.events, [begin]);
    assert.equal(performed, 0);
  });

  it("with a result that is no plain data stays intended", async () => {
    const perform = async () => new Date(0) as unknown as string;
    await assert.rejects(runEffect(journal, effect({ perform })), { code: "plugin.bad-outcome" });
    assert.deepEqual(journal.events, [begin]);
  });
});
