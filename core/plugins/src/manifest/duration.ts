/**
 * Length of an ISO 8601 duration (`P30D`, `PT15M`, `P1M`, `P1DT12H`) in seconds, a year taken as
 * 365 and a month as 30 days; for comparing only. Undefined if it is not one, or not positive in form.
 */
export function durationSeconds(text: string): number | undefined {
  const match =
    /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(
      text,
    );
  if (match === null) return undefined;
  const unit = [31_536_000, 2_592_000, 604_800, 86_400, 3600, 60, 1];
  const total = match
    .slice(1)
    .reduce((sum, digits, index) => sum + Number(digits ?? 0) * (unit[index] ?? 0), 0);
  return Number.isSafeInteger(total) ? total : undefined;
}
