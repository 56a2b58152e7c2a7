import * as fc from "fast-check";
import { History, type Event } from "./history.js";
import type { OpenStore } from "./store-under-test.js";

const by = fc.constantFrom(0, 1, 2);
const name = fc.constantFrom("confirm", "generate", "order", "install");
const key = fc.constantFrom("order", "upload");
const crash = fc.constantFrom("never", "before-performing", "after-performing" as const);

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: type("claim", { by, holderIsGone: fc.boolean() }) },
  { weight: 1, arbitrary: type("heartbeat", { by }) },
  { weight: 1, arbitrary: type("release", { by }) },
  { weight: 1, arbitrary: type("park", { by }) },
  { weight: 4, arbitrary: type("effect", { by, key, crash }) },
  { weight: 3, arbitrary: type("step", { by, name, output: fc.nat() }) },
  { weight: 1, arbitrary: type("rewind", { by, name }) },
  { weight: 1, arbitrary: type("signal", { dedupe: fc.constantFrom("1", "2", "3") }) },
  { weight: 1, arbitrary: type("reopen", {}) },
);

export function describeHistories(open: OpenStore): void {
  describe("whatever happens to a renewal", () => {
    it("a step that ended stays, no effect is doubled, a stale fence writes nothing", async function () {
      this.timeout(120_000);
      const events = fc.array(event, { minLength: 5, maxLength: 40, size: "max" });
      await fc.assert(
        fc.asyncProperty(events, async (history) => {
          const opened = await open();
          try {
            await new History(opened.store, opened.reopen).run(history);
          } finally {
            await opened.dispose();
          }
        }),
        { numRuns: 60 },
      );
    });
  });
}

function type<T extends string, R extends object>(
  value: T,
  members: { readonly [K in keyof R]: fc.Arbitrary<R[K]> },
): fc.Arbitrary<{ readonly type: T } & R> {
  return fc.record(members).map((made) => ({ type: value, ...(made as R) }));
}
