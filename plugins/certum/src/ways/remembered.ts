import { PerennialError, didNotHappen, type Json } from "@perennial/api";
import type { CertumRenewal } from "../profile.js";

/** Withdraws an effect that is only looked at. Never shown. */
export function superseded(key: string): PerennialError {
  return new PerennialError("certum.superseded", { key }, { effect: "none" });
}

/**
 * What the journal remembers under this key; else `value`, which it remembers from now on; undefined
 * if there is neither. It outlives the step, and a way back to it.
 */
export async function remembered<T extends Json>(
  renewal: CertumRenewal,
  key: string,
  value: T | undefined,
): Promise<T | undefined> {
  try {
    return await renewal.effect<T>({
      key,
      intent: {},
      perform: async () => {
        if (value === undefined) throw superseded(key);
        return value;
      },
      find: async () => didNotHappen,
    });
  } catch (error) {
    if (PerennialError.is(error, "certum.superseded")) return undefined;
    throw error;
  }
}
