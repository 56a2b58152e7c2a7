import type { Migration } from "./migration.js";

/**
 * Instants as text do not compare when some have fractions of a second, so the wake-up time is
 * also kept in milliseconds, and what is due is found by indexes.
 */
export const findDueRenewals: Migration = {
  version: 2,
  statements: `
ALTER TABLE renewal ADD COLUMN wake_ms INTEGER;
UPDATE renewal SET wake_ms = CAST(ROUND(unixepoch(wake_at, 'subsec') * 1000) AS INTEGER)
  WHERE wake_at IS NOT NULL;
CREATE INDEX renewal_by_wake ON renewal (wake_ms) WHERE wake_ms IS NOT NULL;
CREATE INDEX renewal_to_cancel ON renewal (id)
  WHERE cancel_requested = 1 AND finished_at IS NULL;
CREATE INDEX signal_unconsumed ON signal (renewal) WHERE consumed IS NULL;
`,
};
