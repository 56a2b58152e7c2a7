import { PerennialError } from "@perennial/api";
import type { CancellationToken } from "vscode-jsonrpc/node";

/** One thing after another: two operations on one session answer CKR_OPERATION_ACTIVE. */
export class WorkQueue {
  #tail: Promise<void> = Promise.resolve();

  /** Resolves when nothing runs any more. */
  get idle(): Promise<void> {
    return this.#tail;
  }

  /**
   * Runs an action when all before it are over, whatever became of them.
   * @throws PerennialError `token.cancelled` if it was cancelled before its turn came.
   */
  run<T>(action: () => Promise<T>, cancellation?: CancellationToken): Promise<T> {
    const turn = this.#tail.then(() => {
      if (cancellation?.isCancellationRequested === true) {
        throw new PerennialError("token.cancelled", {}, { effect: "none" });
      }
      return action();
    });
    this.#tail = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }
}
