const OPENS = 8;
const CLOSES = 18;
const FRIDAY = 5;

/**
 * The instant itself if SOFiE's office is open then, otherwise the next opening: Europe/Luxembourg,
 * Monday to Friday, 08:00 to 18:00. Public holidays are working days here.
 */
export function nextOfficeTime(instant: Date): Date {
  let local = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(
    "Europe/Luxembourg",
  );
  if (local.hour >= CLOSES) local = local.add({ days: 1 }).withPlainTime({ hour: OPENS });
  else if (local.hour < OPENS) local = local.withPlainTime({ hour: OPENS });
  while (local.dayOfWeek > FRIDAY) local = local.add({ days: 1 }).withPlainTime({ hour: OPENS });
  return new Date(local.epochMilliseconds);
}
