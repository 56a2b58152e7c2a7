import assert from "node:assert/strict";
import { CancellationToken, CancellationTokenSource } from "vscode-jsonrpc/node";
import { stepCancellation } from "./step-cancellation.js";

describe("A step's cancellation", () => {
  it("tells a listener that comes before it, once", () => {
    const source = new CancellationTokenSource();
    const cancellation = stepCancellation(source.token);
    let told = 0;
    cancellation.onCancellationRequested(() => (told += 1));
    assert.equal(cancellation.isCancellationRequested, false);
    source.cancel();
    source.cancel();
    assert.equal(told, 1);
    assert.equal(cancellation.isCancellationRequested, true);
  });

  it("tells a listener that comes after it, unless it has gone", async () => {
    const cancellation = stepCancellation(CancellationToken.Cancelled);
    const told: string[] = [];
    cancellation.onCancellationRequested(() => told.push("late"));
    cancellation.onCancellationRequested(() => told.push("gone")).dispose();
    assert.deepEqual(told, []);
    await Promise.resolve();
    assert.deepEqual(told, ["late"]);
  });
});
