import { describeAudit } from "./describe-audit.js";
import { describeEffects } from "./describe-effects.js";
import { describeHistories } from "./describe-histories.js";
import { describeLeases } from "./describe-leases.js";
import { describeProfiles } from "./describe-profiles.js";
import { describeProgress } from "./describe-progress.js";
import { describeRenewals } from "./describe-renewals.js";
import { describeSignals } from "./describe-signals.js";
import type { OpenStore } from "./store-under-test.js";

/**
 * The contract of the `RenewalStore` port as mocha tests. An adapter calls it in a test file:
 * `describeRenewalStore("PostgreSQL", openEmptyStore)`. It needs `fast-check`.
 */
export function describeRenewalStore(name: string, open: OpenStore): void {
  describe(`the renewal store on ${name}`, () => {
    describeRenewals(open);
    describeLeases(open);
    describeEffects(open);
    describeProgress(open);
    describeSignals(open);
    describeProfiles(open);
    describeAudit(open);
    describeHistories(open);
  });
}
