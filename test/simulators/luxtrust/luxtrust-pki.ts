import type { TlsIdentity } from "../shared/portal-server.js";
import { Authority } from "../pki/authority.js";
import { serverIdentity } from "../pki/server-identity.js";
import type { Signer } from "../pki/signed-message.js";
import { x509 } from "../pki/x509.js";

/** All certificates of the simulated world, made afresh at every start. */
export interface LuxtrustPki {
  /** The root and the subordinate that issue to LuxTrust's customers. */
  readonly root: Authority;
  readonly issuing: Authority;
  /** The root above the servers' certificates. */
  readonly tlsRoot: Authority;
  readonly identity: TlsIdentity;
  /** For the fault `wrong-certificate`: another name. */
  readonly wrongIdentity: TlsIdentity;
  /** The root above the key that signs configuration files. */
  readonly operatorRoot: Authority;
  readonly operator: Signer;
  /** Signs as the operator does, but under a root nobody knows. */
  readonly impostor: Signer;
}

/**
 * @param family `ec` starts in a blink; `rsa` is what most public authorities use.
 * @param publicUrl where the authority's certificate and revocation list are found (http).
 */
export async function createPki(family: "ec" | "rsa", publicUrl: string): Promise<LuxtrustPki> {
  const strong = family === "rsa" ? "rsa-3072" : "ec-p384";
  const usual = family === "rsa" ? "rsa-2048" : "ec-p256";
  const root = await Authority.root(
    "C=LU,O=Simulated LuxTrust S.A.,CN=Simulated LuxTrust Root CA",
    strong,
  );
  const issuing = await root.subordinate(
    "C=LU,O=Simulated LuxTrust S.A.,CN=Simulated LuxTrust SSL CA",
    usual,
    [new x509.CRLDistributionPointsExtension([`${publicUrl}pki/root.crl`])],
  );
  const tlsRoot = await Authority.root("CN=Simulated Portals Root CA", "ec-p256");
  const operatorRoot = await Authority.root(
    "O=Simulated SOFiE Operator,CN=Simulated Operator Root CA",
    usual,
  );
  const unknownRoot = await Authority.root(
    "O=Simulated SOFiE Operator,CN=Simulated Operator Root CA",
    usual,
  );
  return {
    root,
    issuing,
    tlsRoot,
    identity: await serverIdentity(tlsRoot, "localhost", ["127.0.0.1"]),
    wrongIdentity: await serverIdentity(tlsRoot, "wrong-host.invalid", []),
    operatorRoot,
    operator: await operatorSigner(operatorRoot),
    impostor: await operatorSigner(unknownRoot),
  };
}

async function operatorSigner(root: Authority): Promise<Signer> {
  const { certificate, privateKey } = await root.issueIdentity(
    "O=Simulated SOFiE Operator,CN=Simulated SOFiE Configuration Signer",
    "ec-p256",
    { notBefore: new Date("2020-01-01T00:00:00Z"), notAfter: new Date("2049-12-31T00:00:00Z") },
    [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation,
        true,
      ),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.emailProtection]),
    ],
  );
  return { certificate: Buffer.from(certificate.rawData), privateKey };
}
