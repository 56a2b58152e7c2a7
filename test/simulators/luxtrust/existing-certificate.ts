import { createPublicKey, createPrivateKey } from "node:crypto";
import { checkRequest } from "../pki/certification-request.js";
import { exportPrivateKey, generateKeyPair, type KeyAlgorithm } from "../pki/key-algorithm.js";
import { toPem } from "../pki/pem.js";
import { x509 } from "../pki/x509.js";
import { PortalError } from "../shared/portal-error.js";
import type { Account } from "./account.js";
import type { PersonalData } from "./order.js";
import type { LuxtrustWorld } from "./world.js";

const DAY = 24 * 3600 * 1000;

/** Whose certificate an existing installation has, and how long it is still valid. */
export interface ExistingCertificateRequest {
  readonly user: string;
  readonly account: Account;
  readonly notAfter: Date;
  /** Default: 365 days before `notAfter`. */
  readonly notBefore?: Date;
  /** The installation's own request, PEM or DER … */
  readonly csr?: string | Buffer;
  /** … or its private key, PKCS#8 PEM; with neither, a key pair is made. */
  readonly privateKey?: string;
  /** Of the key pair that is made. Default `rsa-2048`. */
  readonly algorithm?: KeyAlgorithm;
  /** What stands in the subject, unless a CSR says it. */
  readonly person?: Partial<PersonalData>;
}

export interface ExistingCertificate {
  readonly certificatePem: string;
  /** The certificate, its issuer and the root. */
  readonly chainPem: string;
  /** PKCS#8 PEM, unless the key stayed with the owner of the CSR. */
  readonly privateKeyPem?: string;
  readonly spkiHash: string;
  readonly sha256: string;
}

/**
 * Gives a user a certificate as an earlier order would have, so that its renewal is due.
 * @throws PortalError `user.unknown` and what {@link checkRequest} throws.
 */
export async function issueExisting(
  world: LuxtrustWorld,
  request: ExistingCertificateRequest,
): Promise<ExistingCertificate> {
  const user = world.users.find(request.user);
  if (user === undefined)
    throw new PortalError(404, "user.unknown", "There is no such user.", request.user);
  const email = request.person?.email ?? user.email;
  const subject = await subjectOf(request, email);
  const issued = await world.issuer.issue({
    ...subject,
    email,
    account: request.account,
    user: request.user,
    notBefore: request.notBefore ?? new Date(request.notAfter.getTime() - 365 * DAY),
    notAfter: request.notAfter,
  });
  const certificatePem = toPem("CERTIFICATE", issued.der);
  return {
    certificatePem,
    chainPem: certificatePem + world.pki.issuing.pem + world.pki.root.pem,
    ...(subject.privateKeyPem === undefined ? {} : { privateKeyPem: subject.privateKeyPem }),
    spkiHash: issued.spkiHash,
    sha256: issued.sha256,
  };
}

interface Subject {
  readonly subject: x509.Name;
  readonly publicKey: x509.PublicKey;
  readonly keyType: "rsa" | "ec";
  readonly privateKeyPem?: string;
}

async function subjectOf(request: ExistingCertificateRequest, email: string): Promise<Subject> {
  if (request.csr !== undefined) return checkRequest(Buffer.from(request.csr));
  const privateKeyPem = request.privateKey ?? (await newPrivateKey(request.algorithm));
  const publicKey = createPublicKey(createPrivateKey(privateKeyPem));
  const spki = publicKey.export({ type: "spki", format: "der" });
  return {
    subject: subjectName(request.person ?? {}, email),
    publicKey: new x509.PublicKey(spki),
    keyType: publicKey.asymmetricKeyType === "rsa" ? "rsa" : "ec",
    privateKeyPem,
  };
}

async function newPrivateKey(algorithm: KeyAlgorithm = "rsa-2048"): Promise<string> {
  const { privateKey } = await generateKeyPair(algorithm);
  return toPem("PRIVATE KEY", await exportPrivateKey(privateKey));
}

function subjectName(person: Partial<PersonalData>, email: string): x509.Name {
  const department = person.department ?? "";
  return new x509.Name([
    { C: [person.country ?? "LU"] },
    { L: [person.city ?? "Luxembourg"] },
    { O: [person.company ?? "Acme S.A."] },
    ...(department === "" ? [] : [{ OU: [department] }]),
    { CN: [person.name ?? "Ada Weber"] },
    { E: [email] },
  ]);
}
