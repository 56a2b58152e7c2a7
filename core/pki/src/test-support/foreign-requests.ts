import { openssl, withFiles } from "./openssl.js";

/** A request that OpenSSL makes, with what its command line says of it. */
export interface ForeignRequest {
  /** Arguments of `openssl genpkey`. */
  readonly key?: readonly string[];
  readonly subject?: string;
  /** As `-addext` takes it, without `subjectAltName=`. */
  readonly alternatives?: string;
  /** Further arguments of `openssl req`. */
  readonly more?: readonly string[];
}

export const rsaKey = (bits: number) => [
  "-algorithm",
  "RSA",
  "-pkeyopt",
  `rsa_keygen_bits:${bits}`,
];
export const ecKey = (curve: string, encoding = "named_curve") => [
  "-algorithm",
  "EC",
  "-pkeyopt",
  `ec_paramgen_curve:${curve}`,
  "-pkeyopt",
  `ec_param_enc:${encoding}`,
];

/** A request by another program, PEM, and its private key, PEM. */
export async function foreignRequest({
  key = ecKey("P-256"),
  subject = "/CN=Firma Sp. z o.o.",
  alternatives,
  more = [],
}: ForeignRequest = {}): Promise<{ readonly pem: string; readonly privateKey: string }> {
  const privateKey = openssl(["genpkey", ...key]).toString();
  return withFiles({ "private.pem": privateKey }, (path) => {
    const names = alternatives === undefined ? [] : ["-addext", `subjectAltName=${alternatives}`];
    const asked = ["-new", "-utf8", "-key", path("private.pem"), "-subj", subject];
    return { pem: openssl(["req", ...asked, ...names, ...more]).toString(), privateKey };
  });
}
