import { inRomania } from "./calendar.js";

/** Time until a certificate expires, in whole days and hours of Romania's calendar. */
export type TimeLeft = { readonly days: number; readonly hours: number };

/**
 * How long a certificate is still valid. A day is from one time of day to the same on the next, so
 * that the days on which the clocks change count as one day as well. Undefined if it has expired.
 * @param now RFC 3339. @param notAfter RFC 3339.
 */
export function timeLeft(now: string, notAfter: string): TimeLeft | undefined {
  if (Date.parse(notAfter) <= Date.parse(now)) return undefined;
  const { days, hours } = inRomania(now).until(inRomania(notAfter), { largestUnit: "days" });
  return { days, hours };
}
