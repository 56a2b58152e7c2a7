import { happened, type Clock, type Instant, type JsonObject } from "@perennial/api";
import type { SofieRenewal } from "../profile.js";

/** What a person did outside and said so. */
export interface Told<Receipt> {
  readonly key: string;
  readonly intent: JsonObject;
  readonly receipt: (at: Instant) => Receipt;
}

/** Writes down, once, what the person did: nothing happens outside, so that it can be found again. */
export async function recordTold<Receipt extends JsonObject>(
  renewal: SofieRenewal,
  clock: Clock,
  { key, intent, receipt }: Told<Receipt>,
): Promise<Receipt> {
  const now = await clock.now();
  return renewal.effect<Receipt>({
    key,
    intent,
    perform: async () => receipt(now),
    find: async ({ intendedAt }) => happened(receipt(intendedAt)),
  });
}
