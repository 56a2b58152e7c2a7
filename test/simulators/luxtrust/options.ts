import type { CertificateMailOptions } from "./certificate-mail.js";
import type { SofieUser } from "./users.js";

/** What the simulated operators do by themselves. */
export interface AutomaticWork {
  /** Seconds after an order until it is approved; absent: it waits for `approve` or `reject`. */
  readonly approveAfter?: number;
  /** Seconds after an upload until the configuration is mailed; absent: on demand only. */
  readonly configurationAfter?: number;
  /** Whether configurations are mailed in office hours only. Default `false`. */
  readonly officeHours?: boolean;
}

export interface LuxtrustSimulatorOptions {
  /** First of four ports (order, SOFiE, CSSF, control). Default 0: any free ones. */
  readonly port?: number;
  /**
   * A folder for the roots, PEM: `tls-root.pem`, `ca-root.pem`, `ca-issuing.pem`, `ca-chain.pem`,
   * `operator-root.pem`.
   */
  readonly out?: string;
  /** A folder that receives the attachments of all mails. */
  readonly outbox?: string;
  /** Stops the clock at this instant; otherwise it runs with the system's. */
  readonly now?: Date;
  readonly automatic?: AutomaticWork;
  /** Default: {@link defaultUsers}. */
  readonly users?: readonly SofieUser[];
  /** How certificates are mailed unless an approval says otherwise. */
  readonly mail?: CertificateMailOptions;
  /** Validity of certificates, days. Default 365. */
  readonly validityDays?: number;
  /** Keys of the authorities. Default `ec`, which starts in a blink. */
  readonly authorityKeys?: "ec" | "rsa";
  /** Told about what happens, for people. */
  readonly log?: (line: string) => void;
  /** Told about errors of the simulator itself. Default: `log`. */
  readonly fail?: (line: string) => void;
}
