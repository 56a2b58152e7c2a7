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

export interface DigisignSimulatorOptions {
  /** First of two ports (portal, control). Default 0: any free ones. */
  readonly port?: number;
  /** A folder for the roots, PEM: `tls-root.pem`, `ca-root.pem`, `ca-issuing.pem`, `ca-chain.pem`. */
  readonly out?: string;
  /** A folder that receives the attachments of all mails. */
  readonly outbox?: string;
  /** Stops the clock at this instant; otherwise it runs with the system's. */
  readonly now?: Date;
  readonly automatic?: AutomaticWork;
  /** What differs from the manual's thresholds. */
  readonly thresholds?: Partial<DateThresholds>;
  /** The largest document, bytes. Default 2 097 152, the manual's "2 Mb". */
  readonly largestDocument?: number;
  /** Validity of certificates, days. Default 365. */
  readonly validityDays?: number;
  /** Keys of the authorities. Default `ec`, which starts in a blink. */
  readonly authorityKeys?: "ec" | "rsa";
  /** The programs that check documents. Default: those that the machine has. */
  readonly tools?: SystemTools;
  /** Told about what happens, for people. */
  readonly log?: (line: string) => void;
  /** Told about errors of the simulator itself. Default: `log`. */
  readonly fail?: (line: string) => void;
}
