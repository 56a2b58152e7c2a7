import { defaults, type DigisignProfile } from "../profile.js";

/** How much time has to be left. Manual I.3 and II.4. */
export interface Thresholds {
  readonly minimumDays: number;
  /** Present where the manual's exception for the pandemic counts. */
  readonly shortNotice?: {
    /** It counts with fewer days left than these. */
    readonly days: number;
    /** Business days that have to be left then. */
    readonly businessDays: number;
  };
}

export function thresholds(profile: DigisignProfile): Thresholds {
  const { minimumDays = defaults.minimumDays, shortNotice = defaults.shortNotice } = profile;
  if (!shortNotice) return { minimumDays };
  const {
    shortNoticeDays: days = defaults.shortNoticeDays,
    shortNoticeBusinessDays: businessDays = defaults.shortNoticeBusinessDays,
  } = profile;
  return { minimumDays, shortNotice: { days, businessDays } };
}
