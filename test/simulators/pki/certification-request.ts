import { createPublicKey } from "node:crypto";
import { PortalError } from "../shared/portal-error.js";
import { isOneSequence } from "./der.js";
import { fromPem, sha256 } from "./pem.js";
import { x509 } from "./x509.js";

/** The largest request that is read, bytes. */
const LARGEST_REQUEST = 64 * 1024;

/** A PKCS#10 request (RFC 2986) whose self-signature and key were checked. */
export interface CheckedRequest {
  readonly subject: x509.Name;
  readonly publicKey: x509.PublicKey;
  /** Requested, in the attribute extensionRequest (RFC 2985 5.4.2). */
  readonly extensions: readonly x509.Extension[];
  readonly der: Buffer;
  /** Lower-case hexadecimal SHA-256 of the DER. */
  readonly sha256: string;
  /** Lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo. */
  readonly spkiHash: string;
  readonly keyType: "rsa" | "ec";
}

/** A public key as a portal judges it. */
export interface KeyFacts {
  /** `rsa`, `ec`, or what Node calls the others. */
  readonly type: string;
  /** Of an RSA key, else 0. */
  readonly bits: number;
  /** Of an RSA key, else 0. */
  readonly exponent: bigint;
  /** As OpenSSL names it (`prime256v1`), of other keys empty. */
  readonly curve: string;
}

/** Which keys a portal certifies. @throws PortalError for any other. */
export type KeyRule = (key: KeyFacts) => "rsa" | "ec";

/**
 * Reads and checks a request, PEM or DER.
 * @throws PortalError `csr.unreadable`, `csr.bad-signature`, and what the rule of keys says, which is
 *   `csr.weak-key` for all but RSA of at least 2048 bits, P-256 and P-384 unless another one is given.
 */
export async function checkRequest(
  content: Buffer,
  keyRule: KeyRule = usualKeys,
): Promise<CheckedRequest> {
  const der = requestDer(content);
  const { request, subject, publicKey } = parse(der);
  const spki = Buffer.from(publicKey.rawData);
  const keyType = keyRule(keyFacts(spki));
  await checkSignature(request);
  return {
    subject,
    publicKey,
    extensions: request.extensions,
    der,
    sha256: sha256(der),
    spkiHash: sha256(spki),
    keyType,
  };
}

function requestDer(content: Buffer): Buffer {
  if (content.length === 0) throw unreadable("The file is empty.");
  if (content.length > LARGEST_REQUEST) throw unreadable("The file is too large for a request.");
  if (content[0] === 0x30) return content;
  const blocks = fromPem(content.toString("utf8"), [
    "CERTIFICATE REQUEST",
    "NEW CERTIFICATE REQUEST",
  ]);
  const [der] = blocks;
  if (der === undefined) throw unreadable("The file holds no certificate request.");
  if (blocks.length > 1) throw unreadable("The file holds more than one certificate request.");
  return der;
}

interface Parsed {
  readonly request: x509.Pkcs10CertificateRequest;
  readonly subject: x509.Name;
  readonly publicKey: x509.PublicKey;
}

function parse(der: Buffer): Parsed {
  if (!isOneSequence(der)) throw unreadable("The file is not exactly one DER structure.");
  try {
    const request = new x509.Pkcs10CertificateRequest(der);
    return { request, subject: request.subjectName, publicKey: request.publicKey };
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error));
  }
}

function keyFacts(spki: Buffer): KeyFacts {
  let key;
  try {
    key = createPublicKey({ key: spki, format: "der", type: "spki" });
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error));
  }
  const details = key.asymmetricKeyDetails ?? {};
  return {
    type: String(key.asymmetricKeyType),
    bits: details.modulusLength ?? 0,
    exponent: details.publicExponent ?? 0n,
    curve: details.namedCurve ?? "",
  };
}

/** RSA of at least 2048 bits with an exponent of at least 65537, P-256 or P-384. */
function usualKeys({ type, bits, exponent, curve }: KeyFacts): "rsa" | "ec" {
  switch (type) {
    case "rsa":
      if (bits < 2048) throw weak(`RSA ${bits}`);
      if (exponent < 65537n) throw weak(`RSA exponent ${exponent}`);
      return "rsa";
    case "ec":
      if (curve !== "prime256v1" && curve !== "secp384r1") throw weak(curve);
      return "ec";
    default:
      throw weak(type);
  }
}

async function checkSignature(request: x509.Pkcs10CertificateRequest): Promise<void> {
  // Absent for an algorithm that the library does not know, whatever its type says.
  const { hash }: { hash?: { name: string } } = request.signatureAlgorithm;
  if (hash === undefined || !["SHA-256", "SHA-384", "SHA-512"].includes(hash.name))
    throw badSignature(hash?.name ?? "unknown algorithm");
  let valid;
  try {
    valid = await request.verify();
  } catch (error) {
    // Algorithm and key, or the form of the signature, do not go together.
    throw badSignature(error instanceof Error ? error.message : String(error));
  }
  if (!valid) throw badSignature("signature");
}

function unreadable(detail: string): PortalError {
  return new PortalError(400, "csr.unreadable", "The certificate request cannot be read.", detail);
}

function weak(detail: string): PortalError {
  return new PortalError(
    400,
    "csr.weak-key",
    "Keys of this kind or size are not certified.",
    detail,
  );
}

function badSignature(detail: string): PortalError {
  return new PortalError(
    400,
    "csr.bad-signature",
    "The signature of the certificate request is not valid.",
    detail,
  );
}
