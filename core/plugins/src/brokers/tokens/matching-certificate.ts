import { PerennialError, type CertificateInfo } from "@perennial/api";
import { matchesName } from "@perennial/inbox";
import type { StepContext } from "../../process/step-services.js";

/**
 * A certificate is adopted only if it is one of those that the provider says are its own: by the
 * wildcards over issuer and subject (RFC 4514) of its manifest. One that says nothing has none.
 * @throws PerennialError `tokens.does-not-match`.
 */
export function requireMatching(
  { plugin, run }: StepContext,
  { issuer, subject }: CertificateInfo,
): void {
  const matches = plugin.providers.find(({ id }) => id === run.provider)?.matches ?? {};
  const wanted = [
    [matches.issuer, issuer],
    [matches.subject, subject],
  ] as const;
  const isNamed = wanted.some(([pattern]) => pattern !== undefined);
  const fits = wanted.every(
    ([pattern, name]) => pattern === undefined || matchesName(name, [pattern]),
  );
  if (isNamed && fits) return;
  throw new PerennialError(
    "tokens.does-not-match",
    { plugin: plugin.id, subject, issuer },
    { effect: "none", plugin: plugin.id, step: run.step },
  );
}
