import type { TlsIdentity } from "../shared/portal-server.js";
import type { Authority } from "./authority.js";
import { toPem } from "./pem.js";
import { x509 } from "./x509.js";

const DAY = 24 * 3600 * 1000;

/** A server's certificate. TLS is judged by the system's clock, not by the simulated one. */
export async function serverIdentity(
  root: Authority,
  name: string,
  addresses: readonly string[],
): Promise<TlsIdentity> {
  const { certificate, key } = await root.issueIdentity(
    `CN=${name}`,
    "ec-p256",
    { notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + 397 * DAY) },
    [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: "dns", value: name },
        ...addresses.map((value) => ({ type: "ip" as const, value })),
      ]),
    ],
  );
  return { cert: toPem("CERTIFICATE", Buffer.from(certificate.rawData)), key };
}
