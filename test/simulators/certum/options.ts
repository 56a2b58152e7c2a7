import type { SimulatorOptions } from "../shared/simulator-options.js";
import type { Customer } from "./customers.js";
import type { NewOrder } from "./order-register.js";
import type { PartnerOptions } from "./partner/index.js";
import type { AutomaticWork } from "./partner-orders.js";

export interface CertumSimulatorOptions extends SimulatorOptions {
  readonly automatic?: AutomaticWork;
  /** Who may log in to the panel. Default: {@link defaultCustomers}. */
  readonly customers?: readonly Customer[];
  /** The partners' accounts and products. */
  readonly partner?: PartnerOptions;
  /** What they have ordered. Default: {@link defaultOrders}. */
  readonly orders?: readonly NewOrder[];
}
