import { quickOrder, validateOrderParameters } from "./new-order.js";
import type { Operation } from "./operation.js";
import {
  addEmailVerification,
  cancelOrder,
  getCertificate,
  getEmailVerification,
  getOrderState,
  verifyOrder,
} from "./order-state.js";
import { reissueCertificate, renewCertificate } from "./renewal.js";

/** Everything that the service does, by the name in its description. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    validateOrderParameters,
    quickOrder,
    renewCertificate,
    reissueCertificate,
    getOrderState,
    addEmailVerification,
    getEmailVerification,
    verifyOrder,
    getCertificate,
    cancelOrder,
  }),
);
