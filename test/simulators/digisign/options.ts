import type { SimulatorOptions } from "../shared/simulator-options.js";
import type { DateThresholds } from "./rules/date-rules.js";
import type { SystemTools } from "./verification/system-tools.js";

/** What is done without anybody asking. */
export interface AutomaticWork {
  /** Seconds after an order until it is paid; absent: it waits for `payments.receive`. */
  readonly payAfter?: number;
  /**
   * Seconds from payment and all documents to the approval; absent: it waits for `review.approve` or
   * `review.reject`.
   */
  readonly approveAfter?: number;
}

export interface DigisignSimulatorOptions extends SimulatorOptions {
  readonly automatic?: AutomaticWork;
  /** What differs from the manual's thresholds. */
  readonly thresholds?: Partial<DateThresholds>;
  /** The largest document, bytes. Default 2 097 152, the manual's "2 Mb". */
  readonly largestDocument?: number;
  /** Validity of certificates, days. Default 365. */
  readonly validityDays?: number;
  /** The programs that check documents. Default: those that the machine has. */
  readonly tools?: SystemTools;
}
