import { didNotHappen, PerennialError, type Effect } from "@perennial/api";
import type { StepRun } from "@perennial/engine";
import assert from "node:assert/strict";
import { RecordedCallbacks } from "../process/test-support.js";
import { ChildRenewal } from "./child-renewal.js";

const run: StepRun = {
  renewal: "r-1",
  group: "g-1",
  pluginId: "acme",
  pluginVersion: "1.0.0",
  provider: "acme.card",
  step: "order",
  profileId: "acme",
  profile: {},
  account: "main",
  accounts: ["main"],
  startedAt: "2026-11-20T09:00:00Z",
  outputs: {},
  siblings: {},
  answers: {},
};
const cancellation = {
  isCancellationRequested: false,
  onCancellationRequested: () => ({ dispose: () => undefined }),
};

/** A journal that knows what was begun and performed, as the engine's does. */
class Journal extends RecordedCallbacks {
  private readonly known = new Map<string, { result?: unknown }>();

  override async beginEffect(...[key]: Parameters<RecordedCallbacks["beginEffect"]>) {
    const before = this.known.get(key);
    this.known.set(key, before ?? {});
    if (before === undefined) return { state: "perform" } as const;
    if ("result" in before) return { state: "performed", result: String(before.result) } as const;
    return { state: "find", intendedAt: "2026-11-20T09:00:00Z" } as const;
  }
  override async completeEffect(...[key, result]: Parameters<RecordedCallbacks["completeEffect"]>) {
    this.known.set(key, { result });
  }
  override async clearEffect(...[key]: Parameters<RecordedCallbacks["clearEffect"]>) {
    this.known.delete(key);
  }
}

describe("A renewal as a step sees it", () => {
  let performed: string[];
  let renewal: ChildRenewal;
  beforeEach(() => {
    performed = [];
    renewal = new ChildRenewal(run, new Journal(), cancellation);
  });
  const effect = (key: string, more: Partial<Effect<string>> = {}): Effect<string> => ({
    key,
    intent: {},
    perform: async () => {
      performed.push(key);
      // As long as a request takes.
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      return `number ${performed.length}`;
    },
    find: async () => didNotHappen,
    ...more,
  });

  it("performs an effect once that a step asks for twice at the same time", async () => {
    const both = await Promise.all([
      renewal.effect(effect("order")),
      renewal.effect(effect("order")),
    ]);
    assert.deepEqual(both, ["number 1", "number 1"]);
    assert.deepEqual(performed, ["order"]);
  });

  it("lets effects of different keys go on at the same time", async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const first = renewal.effect(effect("a", { perform: () => promise }));
    assert.equal(await renewal.effect(effect("b")), "number 1");
    resolve("a");
    assert.equal(await first, "a");
  });

  it("looks for one that failed before it performs it again", async () => {
    const looked: string[] = [];
    const find: Effect<string>["find"] = async () => {
      looked.push("looked");
      return didNotHappen;
    };
    const perform = () => Promise.reject(new PerennialError("http.reset"));
    const first = renewal.effect(effect("order", { perform }));
    const second = renewal.effect(effect("order", { find }));
    await assert.rejects(first, { code: "http.reset" });
    assert.equal(await second, "number 1");
    assert.deepEqual(looked, ["looked"]);
  });
});
