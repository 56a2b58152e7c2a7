import { createHash } from "node:crypto";

/**
 * What people gave to their renewals, in memory only. Each contribution is hashed into the state of
 * its renewal, so that the pool neither grows nor keeps what was typed or drawn.
 */
export class EntropyPool {
  private readonly states = new Map<string, Buffer>();

  /** Mixes bytes into the renewal's state and zeroes them. */
  add(renewal: string, bytes: Uint8Array): void {
    const before = this.states.get(renewal) ?? Buffer.alloc(64);
    const after = createHash("sha512").update(before).update(bytes).digest();
    before.fill(0);
    bytes.fill(0);
    this.states.set(renewal, after);
  }

  /** The state, once, 64 bytes; undefined if nothing was given. The caller zeroes it. */
  take(renewal: string): Uint8Array | undefined {
    const state = this.states.get(renewal);
    this.states.delete(renewal);
    return state;
  }

  /** Forgets everything. */
  clear(): void {
    for (const state of this.states.values()) state.fill(0);
    this.states.clear();
  }
}
