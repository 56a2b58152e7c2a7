import { PerennialError } from "@perennial/api";
import { isSignedBy } from "./check-signatures.js";
import type { ParsedCertificate } from "./parsed-certificate.js";
import type { Path } from "./path-rule.js";

/** Certificates in a path. Real ones have three or four. */
const longestPath = 10;
/** Cross-certificates can make very many paths; what has not been found by then is not there. */
const mostPaths = 64;

/** A path to a root, or why one ends before. */
export type FoundPath =
  | { readonly path: Path; readonly missing?: undefined }
  | { readonly path?: undefined; readonly missing: PerennialError };

/** The paths from a certificate to the roots, shorter ones first at each fork. */
export function* findPaths(
  certificate: ParsedCertificate,
  intermediates: readonly ParsedCertificate[],
  roots: readonly ParsedCertificate[],
): Generator<FoundPath> {
  let left = mostPaths;
  function* extend(path: Path): Generator<FoundPath> {
    if (left <= 0) return;
    const last = path.at(-1) ?? certificate;
    if (roots.some((root) => root.isSame(last))) {
      left -= 1;
      yield { path };
      return;
    }
    const issuers = path.length < longestPath ? issuersOf(last, path, intermediates, roots) : [];
    if (issuers.length === 0) {
      left -= 1;
      yield { missing: incomplete(last) };
    }
    for (const issuer of issuers) yield* extend([...path, issuer]);
  }
  yield* extend([certificate]);
}

/** Who may have issued a certificate, roots first; by name, and by signature if any one fits. */
function issuersOf(
  certificate: ParsedCertificate,
  path: Path,
  intermediates: readonly ParsedCertificate[],
  roots: readonly ParsedCertificate[],
): readonly ParsedCertificate[] {
  const named = [...roots, ...intermediates].filter(
    (candidate, index, all) =>
      certificate.asn.issuer.isEqual(candidate.asn.subject) &&
      !path.some((used) => used.isSame(candidate)) &&
      all.findIndex((other) => other.isSame(candidate)) === index,
  );
  const signed = named.filter((candidate) => isSignedBy(certificate, candidate));
  return signed.length > 0 ? signed : named;
}

function incomplete({ subject, issuer }: ParsedCertificate): PerennialError {
  return new PerennialError("certificates.chain-incomplete", { subject, issuer });
}
