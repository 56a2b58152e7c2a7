import type { CancellationToken } from "@perennial/api";

/** A token that can be cancelled once. */
export class CancellationSource implements CancellationToken {
  private readonly listeners = new Set<() => void>();
  private requested = false;

  get isCancellationRequested(): boolean {
    return this.requested;
  }

  onCancellationRequested(listener: () => void): { dispose(): void } {
    if (this.requested) {
      listener();
      return { dispose: () => undefined };
    }
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  }

  cancel(): void {
    if (this.requested) return;
    this.requested = true;
    const listeners = [...this.listeners];
    this.listeners.clear();
    for (const listener of listeners) listener();
  }
}
