import type { CancellationToken } from "@perennial/api";

/**
 * A request's cancellation as a step sees it: a listener that comes too late is told, too.
 * `vscode-jsonrpc` hands out a token that never tells anybody when the request was cancelled before
 * it was dispatched.
 */
export function stepCancellation(token: CancellationToken): CancellationToken {
  return {
    get isCancellationRequested() {
      return token.isCancellationRequested;
    },
    onCancellationRequested(listener) {
      if (!token.isCancellationRequested) return token.onCancellationRequested(listener);
      let listening = true;
      queueMicrotask(() => {
        if (listening) listener();
      });
      return {
        dispose: () => {
          listening = false;
        },
      };
    },
  };
}
