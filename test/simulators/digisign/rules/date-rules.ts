import { PortalError } from "../../shared/portal-error.js";
import { dayAt, daysLater, parseDay } from "./bucharest.js";
import type { BusinessDays } from "./business-days.js";

/** The thresholds of the manual's sections I.3 and II.4. */
export interface DateThresholds {
  /** Days left on the certificate, and days from issuing to its end. Default 3. */
  readonly minimumDays: number;
  /** Whether the exception "during the pandemic" is granted. Default `false`. */
  readonly shortNotice: boolean;
  /** With fewer days left than this the exception holds. Default 5. */
  readonly shortNoticeDays: number;
  /** Business days before the certificate's end by which it is issued then. Default 1. */
  readonly shortNoticeBusinessDays: number;
}

export const manualThresholds: DateThresholds = {
  minimumDays: 3,
  shortNotice: false,
  shortNoticeDays: 5,
  shortNoticeBusinessDays: 1,
};

/** Whether a certificate may still be renewed, and when the new one may be issued. */
export class DateRules {
  constructor(
    private readonly thresholds: DateThresholds,
    private readonly businessDays: BusinessDays,
  ) {}

  /**
   * @param notAfter the end of the certificate that is renewed.
   * @throws PortalError `certificate.expired`, `certificate.too-late`.
   */
  async checkCertificate(notAfter: Date, now: Date): Promise<void> {
    if (now >= notAfter)
      throw new PortalError(
        400,
        "certificate.expired",
        "The certificate has expired.",
        notAfter.toISOString(),
      );
    const { minimumDays } = this.thresholds;
    const inTime =
      daysLater(now, minimumDays) <= notAfter ||
      (this.#shortNotice(notAfter, now) &&
        Temporal.PlainDate.compare(dayAt(now), await this.lastDay(notAfter, now)) <= 0);
    if (!inTime)
      throw new PortalError(
        400,
        "certificate.too-late",
        "The certificate ends too soon to be renewed online.",
        notAfter.toISOString(),
      );
  }

  /**
   * @param text the issuing date as it was sent.
   * @throws PortalError `date.unreadable`, `date.past`, `date.too-late` (detail: the last day),
   *   `date.not-a-business-day`.
   */
  async checkIssuingDate(text: string, notAfter: Date, now: Date): Promise<Temporal.PlainDate> {
    const day = parseDay(text);
    if (day === undefined) throw refusal("date.unreadable", "The date cannot be read.", text);
    if (Temporal.PlainDate.compare(day, dayAt(now)) < 0)
      throw refusal("date.past", "The date is in the past.", text);
    const last = await this.lastDay(notAfter, now);
    if (Temporal.PlainDate.compare(day, last) > 0)
      throw refusal("date.too-late", "The date is too late.", last.toString());
    if (!(await this.businessDays.isBusinessDay(day)))
      throw refusal("date.not-a-business-day", "Nothing is issued on that day.", text);
    return day;
  }

  /** The last day on which the new certificate can be issued. */
  async lastDay(notAfter: Date, now: Date): Promise<Temporal.PlainDate> {
    const end = dayAt(notAfter);
    const usual = end.subtract({ days: this.thresholds.minimumDays });
    if (!this.#shortNotice(notAfter, now)) return usual;
    const soonest = await this.businessDays.before(end, this.thresholds.shortNoticeBusinessDays);
    // Over long holidays the exception would be the stricter rule; it is meant to be the milder one.
    return Temporal.PlainDate.compare(soonest, usual) > 0 ? soonest : usual;
  }

  #shortNotice(notAfter: Date, now: Date): boolean {
    const { shortNotice, shortNoticeDays } = this.thresholds;
    return shortNotice && daysLater(now, shortNoticeDays) > notAfter;
  }
}

function refusal(code: string, message: string, detail: string): PortalError {
  return new PortalError(400, code, message, detail);
}
