import assert from "node:assert/strict";
import { setImmediate as nextTurn } from "node:timers/promises";
import { ManualTimers } from "../testing/manual-timers.js";
import { someToken } from "../testing/some-token.js";
import type { FoundToken, TokenListing } from "./found-token.js";
import { TokenWait } from "./token-wait.js";
import { TokenWatch } from "./token-watch.js";

const listing = (
  tokens: readonly FoundToken[],
  problem?: { readonly code: string; readonly params: Record<string, never> },
): TokenListing => ({
  modules: [{ module: someToken().module, ...(problem === undefined ? {} : { problem }) }],
  tokens,
  unusable: [],
  remarks: [],
});

describe("The watch over tokens", () => {
  async function watch(looks: readonly TokenListing[]): Promise<readonly (readonly string[])[]> {
    const timers = new ManualTimers();
    const told: string[][] = [[]];
    let look = 0;
    const watching = new TokenWatch(
      () => Promise.resolve(looks[look++] ?? listing([])),
      1_000,
      timers,
      (change) =>
        told
          .at(-1)
          ?.push(
            change.event === "failed"
              ? `failed ${change.problem.code}`
              : `${change.event} ${change.token.view.label}`,
          ),
      () => told.push([]),
    ).start();
    for (const _look of looks) {
      timers.advance(1_000);
      await nextTurn();
    }
    watching.end();
    return told.slice(0, -1);
  }

  it("tells what is there first, and then what comes and goes", async () => {
    const [a, b] = [someToken({ label: "A", slot: "1" }), someToken({ label: "B", slot: "2" })];
    assert.deepEqual(await watch([listing([a]), listing([a, b]), listing([b]), listing([b])]), [
      ["inserted A"],
      ["inserted B"],
      ["removed A"],
      [],
    ]);
  });

  it("tells of a token that was away between two looks", async () => {
    const a = someToken({ label: "A" });
    const again = { ...a, insertion: 2 };
    assert.deepEqual(await watch([listing([a]), listing([again])]), [
      ["inserted A"],
      ["removed A", "inserted A"],
    ]);
  });

  it("does not say that tokens went when their module failed or was started anew", async () => {
    const a = someToken({ label: "A" });
    const anew = { ...a, pid: 2, slot: "7" };
    const problem = { code: "token.module-crashed", params: {} };
    assert.deepEqual(
      await watch([listing([a]), listing([], problem), listing([], problem), listing([anew])]),
      [["inserted A"], ["failed token.module-crashed"], [], []],
    );
  });
});

describe("Waiting for a token", () => {
  const match = { label: "A" };
  const a = someToken({ label: "A" });
  const b = someToken({ label: "B", slot: "2" });

  it("to be put in is over when the right one is there", () => {
    const wait = new TokenWait("inserted", match);
    assert.deepEqual(
      [wait.looked([]), wait.looked([b]), wait.looked([b, a])],
      [false, false, true],
    );
  });

  it("to be taken out is over when it is not there", () => {
    const wait = new TokenWait("removed", match);
    assert.deepEqual(
      [wait.looked([a]), wait.looked([a, b]), wait.looked([b])],
      [false, false, true],
    );
  });

  it("to be put in again is over only after it was away", () => {
    const wait = new TokenWait("reinserted", match);
    assert.deepEqual(
      [wait.looked([a]), wait.looked([a]), wait.looked([b]), wait.looked([a, b])],
      [false, false, false, true],
    );
  });

  it("to be put in again is over also when it was away between two looks", () => {
    const wait = new TokenWait("reinserted", match);
    assert.deepEqual([wait.looked([a]), wait.looked([{ ...a, insertion: 2 }])], [false, true]);
  });

  it("is not over because a module was started anew", () => {
    const wait = new TokenWait("reinserted", match);
    assert.deepEqual([wait.looked([a]), wait.looked([{ ...a, pid: 9 }])], [false, false]);
  });
});
