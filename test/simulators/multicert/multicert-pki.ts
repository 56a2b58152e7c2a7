import { Authority } from "../pki/authority.js";
import { serverIdentity } from "../pki/server-identity.js";
import { x509 } from "../pki/x509.js";
import type { TlsIdentity } from "../shared/portal-server.js";

/** All certificates of the simulated world, made afresh at every start. */
export interface MulticertPki {
  /** The root and the subordinate that issues. */
  readonly root: Authority;
  readonly issuing: Authority;
  /** The root above the servers' certificates. */
  readonly tlsRoot: Authority;
  readonly identity: TlsIdentity;
  /** For the fault `wrong-certificate`: another name. */
  readonly wrongIdentity: TlsIdentity;
}

const company = "O=MULTICERT - Servicos de Certificacao Electronica S.A.,C=PT";

/**
 * @param family `ec` starts in a blink; `rsa` is what most public authorities use.
 * @param publicUrl where the authority's certificate and revocation list are found (http).
 */
export async function createPki(family: "ec" | "rsa", publicUrl: string): Promise<MulticertPki> {
  const strong = family === "rsa" ? "rsa-3072" : "ec-p384";
  const usual = family === "rsa" ? "rsa-2048" : "ec-p256";
  const root = await Authority.root(`CN=MULTICERT Root CA (simulated),${company}`, strong);
  const tlsRoot = await Authority.root("CN=Simulated Sign'Stash Root CA", "ec-p256");
  return {
    root,
    issuing: await root.subordinate(
      `CN=MULTICERT Trust Services CA (simulated),${company}`,
      usual,
      [new x509.CRLDistributionPointsExtension([`${publicUrl}pki/root.crl`])],
    ),
    tlsRoot,
    identity: await serverIdentity(tlsRoot, "localhost", ["127.0.0.1"]),
    wrongIdentity: await serverIdentity(tlsRoot, "wrong-host.invalid", []),
  };
}
