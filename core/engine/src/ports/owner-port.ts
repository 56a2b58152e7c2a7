import type { Owner } from "@perennial/store";

/** Who this process is, and which other drivers certainly exist no more. */
export interface OwnerPort {
  readonly self: Owner;
  /** True only if it is certain. A lease of an owner that nobody can judge runs out by itself. */
  isGone(owner: Owner): boolean;
}
