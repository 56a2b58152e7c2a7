import { message, type Clock, type Message, type Outcome } from "@perennial/api";
import { defaults, type DigisignRenewal } from "./profile.js";
import { issuedAt } from "./rules/calendar.js";
import { Order } from "./steps/order.js";
import { SelectCertificate } from "./steps/select-certificate.js";

const day = 24 * 3_600_000;
/** How long before the issuing date it is said that something is still missing. */
const near = 2 * day;

/**
 * While something is missing that DigiSign needs before it can issue, every wait says by when, and
 * how near the chosen date and the expiry are. Nothing stops by itself.
 */
export async function mindDates<T>(
  renewal: DigisignRenewal,
  clock: Clock,
  outcome: Outcome<T>,
): Promise<Outcome<T>> {
  if (outcome.outcome !== "waiting") return outcome;
  const { issuingDate, placedAt } = renewal.output(Order);
  const issued = issuedAt(issuingDate);
  // Who chose today after nine was not late with it: what is left then is the expiry.
  const { notAfter } = renewal.output(SelectCertificate);
  const due = Date.parse(placedAt) < Date.parse(issued) ? issued : notAfter;
  const notes = await datesNear(renewal, clock);
  const { wait } = outcome;
  return {
    ...outcome,
    wait: {
      ...wait,
      deadline: wait.deadline ?? due,
      instructions: [...notes, ...(wait.instructions ?? [])],
    },
  };
}

/** What there is to say of the chosen date and of the expiry of the certificate that is renewed. */
export async function datesNear(
  renewal: DigisignRenewal,
  clock: Clock,
): Promise<readonly Message[]> {
  const { notAfter } = renewal.output(SelectCertificate);
  const issuingDate = issuedAt(renewal.output(Order).issuingDate);
  const now = Date.parse(await clock.now());
  const expiry = Date.parse(notAfter);
  if (now >= expiry) return [message("digisign.expired-meanwhile", { notAfter })];
  const untilIssue = Date.parse(issuingDate) - now;
  const notes: Message[] = [];
  if (untilIssue <= 0) notes.push(message("digisign.issuing-date-passed", { issuingDate }));
  else if (untilIssue <= near) notes.push(message("digisign.issuing-date-near", { issuingDate }));
  const { minimumDays = defaults.minimumDays } = renewal.profile;
  if (expiry - now <= minimumDays * day) notes.push(message("digisign.expiry-near", { notAfter }));
  return notes;
}
