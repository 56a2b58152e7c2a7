import { Authority } from "../pki/authority.js";
import { serverIdentity } from "../pki/server-identity.js";
import { x509 } from "../pki/x509.js";
import type { TlsIdentity } from "../shared/portal-server.js";

const issuingName = "CN=DIGISIGN QUALIFIED CA 3,O=DIGISIGN S.A.,C=RO";

/** All certificates of the simulated world, made afresh at every start. */
export interface DigisignPki {
  /** The root and the subordinate that issue to DigiSign's customers. */
  readonly root: Authority;
  readonly issuing: Authority;
  /** Another company's authority. */
  readonly foreign: Authority;
  /** An authority that calls itself what {@link issuing} is called, under a root nobody knows. */
  readonly impostor: Authority;
  /** The root above the server's certificate. */
  readonly tlsRoot: Authority;
  readonly identity: TlsIdentity;
  /** For the fault `wrong-certificate`: another name. */
  readonly wrongIdentity: TlsIdentity;
}

/**
 * @param family `ec` starts in a blink; `rsa` is what most public authorities use.
 * @param publicUrl where the authority's certificate and revocation list are found (http).
 */
export async function createPki(family: "ec" | "rsa", publicUrl: string): Promise<DigisignPki> {
  const strong = family === "rsa" ? "rsa-3072" : "ec-p384";
  const usual = family === "rsa" ? "rsa-2048" : "ec-p256";
  const root = await Authority.root("CN=DIGISIGN ROOT CA 3,O=DIGISIGN S.A.,C=RO", strong);
  const issuing = await root.subordinate(issuingName, usual, [
    new x509.CRLDistributionPointsExtension([`${publicUrl}pki/root.crl`]),
  ]);
  const foreignRoot = await Authority.root("CN=Other Trust Root,O=Other Trust S.R.L.,C=RO", usual);
  const unknownRoot = await Authority.root("CN=DIGISIGN ROOT CA 3,O=DIGISIGN S.A.,C=RO", usual);
  const tlsRoot = await Authority.root("CN=Simulated DigiSign Portal Root CA", "ec-p256");
  return {
    root,
    issuing,
    foreign: await foreignRoot.subordinate(
      "CN=Other Trust Qualified CA,O=Other Trust S.R.L.,C=RO",
      usual,
    ),
    impostor: await unknownRoot.subordinate(issuingName, usual),
    tlsRoot,
    identity: await serverIdentity(tlsRoot, "localhost", ["127.0.0.1"]),
    wrongIdentity: await serverIdentity(tlsRoot, "wrong-host.invalid", []),
  };
}
