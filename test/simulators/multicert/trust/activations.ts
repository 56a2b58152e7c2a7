import type { SimulatorClock } from "../../shared/simulator-clock.js";
import { secret } from "./oauth-grants.js";

/** What a SAD (signature activation data) is good for. */
export interface Activation {
  readonly credential: string;
  readonly remaining: number;
}

interface Sad {
  readonly credential: string;
  readonly until: number;
  remaining: number;
}

/** An authorization that waits for its owner's confirmation in another channel. */
export interface PendingConfirmation {
  readonly handle: string;
  readonly token: string;
  readonly credential: string;
  readonly numSignatures: number;
  readonly until: number;
  state: "waiting" | "confirmed" | "denied";
}

/** The SADs of an authority, and the confirmations that wait. */
export class Activations {
  readonly #sads = new Map<string, Sad>();
  readonly #pending: PendingConfirmation[] = [];

  constructor(
    private readonly clock: SimulatorClock,
    private readonly lifetimes: { readonly sad: number; readonly otp: number },
  ) {}

  issue(credential: string, numSignatures: number): { SAD: string; expiresIn: number } {
    const value = secret();
    const until = this.#in(this.lifetimes.sad);
    this.#sads.set(value, { credential, until, remaining: numSignatures });
    return { SAD: value, expiresIn: this.lifetimes.sad };
  }

  find(value: string): Activation | "unknown" | "expired" {
    const sad = this.#sads.get(value);
    if (sad === undefined) return "unknown";
    return this.#now() > sad.until ? "expired" : sad;
  }

  /** Takes signatures off a SAD; false if it has fewer left. */
  spend(value: string, signatures: number): boolean {
    const sad = this.#sads.get(value);
    if (sad === undefined || sad.remaining < signatures) return false;
    sad.remaining -= signatures;
    return true;
  }

  ask(credential: string, numSignatures: number): PendingConfirmation {
    const until = this.#in(this.lifetimes.otp);
    const asked: PendingConfirmation = {
      handle: secret(),
      token: secret(),
      credential,
      numSignatures,
      until,
      state: "waiting",
    };
    this.#pending.push(asked);
    return asked;
  }

  byHandle(handle: string): PendingConfirmation | undefined {
    return this.#pending.find((asked) => asked.handle === handle);
  }

  byToken(token: string): PendingConfirmation | undefined {
    return this.#pending.find((asked) => asked.token === token);
  }

  /** A SAD is given once. */
  settle(asked: PendingConfirmation): void {
    this.#pending.splice(this.#pending.indexOf(asked), 1);
  }

  isLate(asked: PendingConfirmation): boolean {
    return this.#now() > asked.until;
  }

  #now(): number {
    return this.clock.now().getTime();
  }

  #in(seconds: number): number {
    return this.#now() + seconds * 1000;
  }
}
