import type { Instant, WaitForPoll } from "@perennial/api";
import type { RandomPort } from "../ports/random-port.js";
import { toInstant } from "../time.js";

const growth = 1.5;
/** Seconds; whatever a plugin says. */
const shortest = 1;
/** The share of an interval that is left to chance, so that many renewals do not ask at once. */
const spread = 0.2;

/** When the outside is looked at next: less often each time. */
export function nextLook(
  { every, atMost = every * 8 }: Pick<WaitForPoll, "every" | "atMost">,
  { attempts, now, random }: { attempts: number; now: number; random: RandomPort },
): Instant {
  const most = Math.max(atMost, every);
  const interval = Math.max(Math.min(every * growth ** attempts, most), shortest);
  const seconds = interval * (1 - spread * random.fraction());
  return toInstant(now + Math.round(seconds * 1000));
}
