import { PerennialError } from "@perennial/api";
import type { EngineProtocol, RenewalView } from "@perennial/engine";

/** What says only that there is nothing to try again just now; driving it tells how it stands. */
const settledElsewhere = ["renewal.driven-elsewhere", "renewal.finished", "order.unknown-outcome"];

/**
 * Makes renewals that failed ready again, once.
 * @returns those that were.
 */
export async function tryAgain(
  engine: EngineProtocol,
  failed: readonly RenewalView[],
): Promise<readonly RenewalView[]> {
  const ready: RenewalView[] = [];
  for (const view of failed) {
    try {
      await engine.retry({ renewal: view.id });
      ready.push(view);
    } catch (error) {
      if (!settledElsewhere.some((code) => PerennialError.is(error, code))) throw error;
    }
  }
  return ready;
}
