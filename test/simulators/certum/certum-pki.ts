import { Authority } from "../pki/authority.js";
import { serverIdentity } from "../pki/server-identity.js";
import { x509 } from "../pki/x509.js";
import type { TlsIdentity } from "../shared/portal-server.js";

/** All certificates of the simulated world, made afresh at every start. */
export interface CertumPki {
  /** The root and the subordinate that issues. */
  readonly root: Authority;
  readonly issuing: Authority;
  /** Another company's authority, and the root above it. */
  readonly foreign: Authority;
  readonly foreignRoot: Authority;
  /** The root above the server's certificate. */
  readonly tlsRoot: Authority;
  readonly identity: TlsIdentity;
  /** For the fault `wrong-certificate`: another name. */
  readonly wrongIdentity: TlsIdentity;
}

const company = "O=Asseco Data Systems S.A.,C=PL";

/**
 * @param family `ec` starts in a blink; `rsa` is what most public authorities use.
 * @param publicUrl where the authority's certificate and revocation list are found (http).
 */
export async function createPki(family: "ec" | "rsa", publicUrl: string): Promise<CertumPki> {
  const strong = family === "rsa" ? "rsa-3072" : "ec-p384";
  const usual = family === "rsa" ? "rsa-2048" : "ec-p256";
  const root = await Authority.root(`CN=Certum SMIME Root CA (simulated),${company}`, strong);
  const foreignRoot = await Authority.root("CN=Other Trust Root,O=Other Trust S.A.,C=PL", usual);
  const tlsRoot = await Authority.root("CN=Simulated Certum Panel Root CA", "ec-p256");
  return {
    root,
    issuing: await root.subordinate(`CN=Certum S/MIME CA (simulated),${company}`, usual, [
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.emailProtection]),
      new x509.CertificatePolicyExtension(["2.5.29.32.0"]),
      new x509.CRLDistributionPointsExtension([`${publicUrl}pki/root.crl`]),
    ]),
    foreign: await foreignRoot.subordinate("CN=Other Trust CA,O=Other Trust S.A.,C=PL", usual),
    foreignRoot,
    tlsRoot,
    identity: await serverIdentity(tlsRoot, "localhost", ["127.0.0.1"]),
    wrongIdentity: await serverIdentity(tlsRoot, "wrong-host.invalid", []),
  };
}
