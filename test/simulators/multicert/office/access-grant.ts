const DAY = 24 * 3600 * 1000;

/** The manual's "time check" and "usage check". */
export const timeLimitDays = 60;
export const signaturesLimit = 1_000_000_000;
const warningDays = 7;
const warningSignatures = (signaturesLimit / 10) * 9;

export interface Blocked {
  readonly at: Date;
  readonly by: "time" | "usage";
}

/** What completing a renewal does to the grant. */
export const renewalVariants = [
  "valid",
  /** Says that it is done, and leaves everything as it was. */
  "expiry-stays",
  /** Ends 30 days later instead of 60. */
  "short",
] as const;
export type RenewalVariant = (typeof renewalVariants)[number];

/** Sign'Stash's permission to use one certificate. Blocked once, it stays so until it is renewed. */
export class AccessGrant {
  #grantedAt: Date;
  #expiresAt: Date;
  #signatures = 0;
  #grants = 1;
  #blocked: Blocked | undefined;

  constructor(grantedAt: Date) {
    this.#grantedAt = grantedAt;
    this.#expiresAt = after(grantedAt, timeLimitDays);
  }

  get grantedAt(): Date {
    return this.#grantedAt;
  }

  get expiresAt(): Date {
    return this.#expiresAt;
  }

  get signatures(): number {
    return this.#signatures;
  }

  get blocked(): Blocked | undefined {
    return this.#blocked;
  }

  get grants(): number {
    return this.#grants;
  }

  /** As somebody else's use leaves it. */
  use(signatures: number): void {
    this.#signatures = signatures;
  }

  /** As if it had been granted at another time. */
  backdate(grantedAt: Date): void {
    this.#grantedAt = grantedAt;
    this.#expiresAt = after(grantedAt, timeLimitDays);
  }

  /** Blocks it if a limit is reached. @returns whether that happened just now. */
  settle(now: Date): boolean {
    if (this.#blocked !== undefined) return false;
    if (now >= this.#expiresAt) this.#blocked = { at: this.#expiresAt, by: "time" };
    else if (this.#signatures >= signaturesLimit) this.#blocked = { at: now, by: "usage" };
    return this.#blocked !== undefined;
  }

  /** Exactly nine tenths are not yet "over 90 %". */
  needsAttention(now: Date): boolean {
    const near = now.getTime() >= this.#expiresAt.getTime() - warningDays * DAY;
    return this.#blocked !== undefined || near || this.#signatures > warningSignatures;
  }

  renew(now: Date, variant: RenewalVariant): void {
    if (variant === "expiry-stays") return;
    this.#grantedAt = now;
    this.#expiresAt = after(now, variant === "short" ? 30 : timeLimitDays);
    this.#signatures = 0;
    this.#grants++;
    this.#blocked = undefined;
  }
}

function after(instant: Date, days: number): Date {
  return new Date(instant.getTime() + days * DAY);
}
