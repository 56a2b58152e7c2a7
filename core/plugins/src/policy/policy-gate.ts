import type { PolicySubject, Verdict } from "./verdict.js";

/** Answers whether the organisation lets a plugin load. */
export interface PolicyGate {
  /** Reads the policy as it is now. Never throws: what cannot be read refuses everything. */
  open(): PolicyInForce;
}
export const PolicyGate: unique symbol = Symbol("PolicyGate");

/** The policy as it was read. */
export interface PolicyInForce {
  /** Policy files that there are; empty without a policy. */
  readonly files: readonly string[];
  /** @returns `allowed`, or the rule that refused. */
  evaluate(plugin: PolicySubject): Verdict;
}
