import { PerennialError } from "@perennial/api";
import type { Expiry } from "./inventory.js";

const day = 86_400_000;

/**
 * How near a certificate's end is.
 * @param before ISO 8601 duration of the notice period, for example `P1M`. Calendar months are counted back
 *   from the end in UTC (RFC 5280 dates are UTC).
 * @param now milliseconds since the epoch.
 * @throws PerennialError `inventory.bad-duration`, `inventory.bad-date`
 */
export function expiryOf(
  certificate: { readonly notBefore: string; readonly notAfter: string },
  before: string,
  now: number,
): Expiry {
  const notBefore = milliseconds(certificate.notBefore);
  const notAfter = milliseconds(certificate.notAfter);
  const dueFrom = noticeBegins(certificate.notAfter, before);
  const daysLeft = Math.floor((notAfter - now) / day);
  return { state: stateOf(now, notBefore, notAfter, Date.parse(dueFrom)), dueFrom, daysLeft };
}

/** RFC 5280 section 4.1.2.5: a certificate is valid through its notAfter, inclusive. */
function stateOf(now: number, notBefore: number, notAfter: number, dueFrom: number) {
  if (now > notAfter) return "expired";
  if (now < notBefore) return "not-yet-valid";
  return now >= dueFrom ? "due" : "valid";
}

function noticeBegins(notAfter: string, before: string): string {
  let duration: Temporal.Duration;
  try {
    duration = Temporal.Duration.from(before);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new PerennialError("inventory.bad-duration", { duration: before }, { cause: error });
  }
  const end = Temporal.Instant.from(notAfter).toZonedDateTimeISO("UTC");
  return end.subtract(duration).toInstant().toString();
}

function milliseconds(instant: string): number {
  const value = Date.parse(instant);
  if (Number.isNaN(value)) throw new PerennialError("inventory.bad-date", { date: instant });
  return value;
}
