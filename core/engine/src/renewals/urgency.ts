import type { Instant, ProviderManifest } from "@perennial/api";
import type { CertificateRecord } from "@perennial/store";
import type { Urgency } from "../protocol.js";

/** How near a certificate's end is, and since when it is worth telling. */
export interface Nearness {
  readonly urgency: Urgency;
  readonly dueFrom?: Instant;
}

/**
 * Silent while there is more left than the provider's notice period; from exactly that moment on a
 * notice; expired after `notAfter`, which still belongs to the validity (RFC 5280, 4.1.2.5). Months
 * are calendar months in UTC: one month before 31 March is the end of February.
 * @param now milliseconds since 1970.
 */
export function nearness(
  certificate: Pick<CertificateRecord, "notBefore" | "notAfter"> | undefined,
  notice: ProviderManifest["notice"],
  now: number,
): Nearness {
  if (certificate === undefined) return { urgency: "unknown" };
  const [from, to] = [Date.parse(certificate.notBefore), Date.parse(certificate.notAfter)];
  // Unreadable is not the same as none, and neither is taken for "nothing to do".
  if (Number.isNaN(from) || Number.isNaN(to)) return { urgency: "unknown" };
  const due = Temporal.Instant.fromEpochMilliseconds(to)
    .toZonedDateTimeISO("UTC")
    .subtract(Temporal.Duration.from(notice.before));
  const dueFrom = new Date(due.epochMilliseconds).toISOString();
  if (now > to) return { urgency: "expired", dueFrom };
  if (now < from) return { urgency: "not-yet-valid", dueFrom };
  return { urgency: now >= due.epochMilliseconds ? "notice" : "none", dueFrom };
}
