/** Seconds that are waited at most: whoever asks for more is looked at again after a day. */
const longest = 24 * 60 * 60;

/**
 * Seconds that a `Retry-After` asks to wait: a number or an HTTP date (RFC 9110 section 10.2.3), at
 * most a day. Undefined if there is none or it cannot be read. A date in the past is 0.
 * @param now milliseconds since 1970.
 */
export function retryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  if (/^\d+$/.test(text)) return Math.min(longest, Number(text));
  const date = /^[A-Za-z]{3,9}, /.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(date)) return undefined;
  return Math.min(longest, Math.max(0, Math.ceil((date - now) / 1_000)));
}
