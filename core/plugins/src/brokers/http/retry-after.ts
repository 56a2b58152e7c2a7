/**
 * Seconds that a `Retry-After` asks to wait: a number or an HTTP date (RFC 9110 section 10.2.3).
 * Undefined if there is none or it cannot be read. A date in the past is 0.
 * @param now milliseconds since 1970.
 */
export function retryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const date = /^[A-Za-z]{3,9}, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1_000));
}
