import type { RenewalView } from "@perennial/engine";

/** Whether a renewal stands at another place than before. */
export function hasMoved(before: RenewalView, now: RenewalView): boolean {
  return place(before) !== place(now);
}

function place({ state, step, wait }: RenewalView): string {
  return JSON.stringify([state, step?.name, wait?.key, wait?.refusal?.code]);
}
