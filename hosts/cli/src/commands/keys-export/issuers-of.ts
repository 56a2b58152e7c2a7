import { X509Certificate } from "node:crypto";

/**
 * The certificates of those who issued a certificate, from the next one to the root, as far as they
 * are among the candidates: each by name, as a certification authority, and by its signature. Where
 * several fit (cross-certificates), the shortest way to a root, otherwise the longest way there is.
 * @param certificate DER. @param candidates DER, in any order.
 */
export function issuersOf(
  certificate: Uint8Array,
  candidates: readonly Uint8Array[],
): { readonly chain: readonly X509Certificate[]; readonly complete: boolean } {
  const all = candidates.map((der) => new X509Certificate(der));
  let best: readonly X509Certificate[] = [];
  let paths: readonly (readonly X509Certificate[])[] = [[new X509Certificate(certificate)]];
  // Breadth first: each round is one certificate longer, and none stands twice in a path.
  while (paths.length > 0) {
    const whole = paths.find((path) => isRoot(path.at(-1)));
    if (whole !== undefined) return { chain: whole.slice(1), complete: true };
    best = paths[0] ?? best;
    paths = paths.flatMap((path) =>
      all
        .filter(
          (next) => !path.some(({ raw }) => raw.equals(next.raw)) && issued(path.at(-1), next),
        )
        .map((next) => [...path, next]),
    );
  }
  return { chain: best.slice(1), complete: false };
}

function isRoot(certificate: X509Certificate | undefined): boolean {
  return certificate !== undefined && issued(certificate, certificate);
}

function issued(certificate: X509Certificate | undefined, issuer: X509Certificate): boolean {
  if (certificate === undefined || !certificate.checkIssued(issuer)) return false;
  const isItself = certificate.raw.equals(issuer.raw);
  if (!issuer.ca && !isItself) return false;
  try {
    return certificate.verify(issuer.publicKey);
  } catch (error) {
    // OpenSSL reports a key of another kind than the signature as an error of its own.
    if (error instanceof Error && "code" in error && String(error.code).startsWith("ERR_")) {
      return false;
    }
    throw error;
  }
}
