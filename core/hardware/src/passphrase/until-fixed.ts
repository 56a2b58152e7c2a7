import type { ErrorOptions } from "@perennial/api";

/** Options of an error about a passphrase: it is in nobody's hands but those who run Perennial. */
export const untilFixed: Pick<ErrorOptions, "retry"> = { retry: { untilFixed: true } };
