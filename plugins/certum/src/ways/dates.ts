import { message, type Message } from "@perennial/api";

const day = 86_400_000;

/** Days for which verified data of an organization can be used again. S/MIME BR 4.2.1. */
export const organizationDays = 825;
/** Days for which a verified mailbox needs no other mail. S/MIME BR 4.2.1. */
export const mailboxDays = 30;

/** `instant` plus so many days, RFC 3339 UTC. */
export function plusDays(instant: string, days: number): string {
  return new Date(Date.parse(instant) + days * day).toISOString();
}

/** The last day, `yyyy-mm-dd`, on which data verified on `date` can be used again. */
export function reusableUntil(date: string): string {
  return plusDays(`${date.slice(0, 10)}T12:00:00Z`, organizationDays).slice(0, 10);
}

/** A day as an instant that is the same day everywhere in Europe, for messages. */
export function noonOf(date: string): string {
  return `${date}T10:00:00Z`;
}

/** What is said of data that are verified; until when, as `yyyy-mm-dd`, where it is known. */
export function verifiedNotes(organization: string, until: string | null): readonly Message[] {
  const verified = message("certum.data-verified", { organization });
  if (until === null) return [verified];
  return [verified, message("certum.data-verified.until", { until: noonOf(until) })];
}
