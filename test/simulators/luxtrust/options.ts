import type { SimulatorOptions } from "../shared/simulator-options.js";
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

export interface LuxtrustSimulatorOptions extends SimulatorOptions {
  readonly automatic?: AutomaticWork;
  /** Default: {@link defaultUsers}. */
  readonly users?: readonly SofieUser[];
  /** How certificates are mailed unless an approval says otherwise. */
  readonly mail?: CertificateMailOptions;
  /** Validity of certificates, days. Default 365. */
  readonly validityDays?: number;
}
