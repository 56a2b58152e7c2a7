import type { FaultSpec } from "../simulators/certum/index.js";
import { CertumTrial, type CertumKind } from "./certum-trial.js";
import type { KillScenario } from "./kill-at-every-commit.js";

/** The order is placed, and nobody is told so. */
function lostAnswer(operation: "quickOrder" | "renewCertificate"): FaultSpec {
  return { endpoint: `partner.${operation}`, kind: "reset", processed: true };
}

/** The mail with the code is sent before the order is answered. */
const orderOnItsWay = { run: 1, at: "mail" } as const;

/**
 * From the intent to place the order to the end of the process that never heard of it, and the process
 * that finds the order: all else is as in the scenario without the fault.
 */
const aroundTheOrder = { ofFirst: 5, processes: 2 } as const;

const kinds: Readonly<Record<string, CertumKind>> = {
  "customer, request from here": { role: "customer", method: "csr" },
  "customer, own request": { role: "customer", method: "own-csr", slow: true },
  "customer, key on a card": { role: "customer", method: "card" },
  "partner, renewal": { role: "partner", method: "csr" },
  "partner, renewal with a lost answer": {
    ...{ role: "partner", method: "csr" },
    fault: lostAnswer("renewCertificate"),
  },
  "partner, new order with a lost answer": {
    ...{ role: "partner", method: "csr", order: "new" },
    fault: lostAnswer("quickOrder"),
  },
};

/** Renewals at Certum, by who orders and where the key is made. */
export const certumScenarios: readonly KillScenario[] = Object.entries(kinds).map(
  ([name, kind]) => ({
    name: `Certum, ${name}`,
    open: () => CertumTrial.open(kind),
    ...(kind.role === "partner" ? { more: [orderOnItsWay] } : {}),
    ...(kind.fault === undefined ? {} : { part: aroundTheOrder }),
  }),
);
