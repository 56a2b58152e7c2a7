/** Who drives a renewal: a host process. */
export interface Owner {
  /** Unique per process start. */
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** Tells a restarted process with the same pid apart; system dependent. */
  readonly startedAt: string;
}

/** What a holder of a lease shows on every write. It is refused once a later claim was made. */
export interface Fence {
  readonly renewal: string;
  readonly owner: string;
  readonly fence: number;
}
