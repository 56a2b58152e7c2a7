import { createPublicKey } from "node:crypto";
import { fromBER } from "asn1js";
import { PortalError } from "../shared/portal-error.js";
import { fromPem, sha256 } from "./pem.js";
import { x509 } from "./x509.js";

/** The largest request that is read, bytes. */
const LARGEST_REQUEST = 64 * 1024;

/** A PKCS#10 request (RFC 2986) whose self-signature and key were checked. */
export interface CheckedRequest {
  readonly subject: x509.Name;
  readonly publicKey: x509.PublicKey;
  readonly der: Buffer;
  /** Lower-case hexadecimal SHA-256 of the DER. */
  readonly sha256: string;
  /** Lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo. */
  readonly spkiHash: string;
  readonly keyType: "rsa" | "ec";
}

/**
 * Reads and checks a request, PEM or DER.
 * @throws PortalError `csr.unreadable`, `csr.bad-signature`, `csr.weak-key`.
 */
export async function checkRequest(content: Buffer): Promise<CheckedRequest> {
  const der = requestDer(content);
  const request = parse(der);
  const spki = Buffer.from(request.publicKey.rawData);
  const keyType = checkKey(spki);
  await checkSignature(request);
  return {
    subject: request.subjectName,
    publicKey: request.publicKey,
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

function parse(der: Buffer): x509.Pkcs10CertificateRequest {
  // @peculiar/x509 reads the request and passes over what follows it.
  if (fromBER(new Uint8Array(der)).offset !== der.length)
    throw unreadable("The file is not exactly one DER structure.");
  let request;
  try {
    request = new x509.Pkcs10CertificateRequest(der);
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error));
  }
  return request;
}

/** RSA of at least 2048 bits with an exponent of at least 65537, P-256 or P-384. */
function checkKey(spki: Buffer): "rsa" | "ec" {
  let key;
  try {
    key = createPublicKey({ key: spki, format: "der", type: "spki" });
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error));
  }
  const {
    modulusLength = 0,
    publicExponent = 0n,
    namedCurve = "",
  } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case "rsa":
      if (modulusLength < 2048) throw weak(`RSA ${modulusLength}`);
      if (publicExponent < 65537n) throw weak(`RSA exponent ${publicExponent}`);
      return "rsa";
    case "ec":
      if (namedCurve !== "prime256v1" && namedCurve !== "secp384r1") throw weak(namedCurve);
      return "ec";
    default:
      throw weak(String(key.asymmetricKeyType));
  }
}

async function checkSignature(request: x509.Pkcs10CertificateRequest): Promise<void> {
  const hash = request.signatureAlgorithm.hash.name;
  if (!["SHA-256", "SHA-384", "SHA-512"].includes(hash)) throw badSignature(hash);
  if (!(await request.verify())) throw badSignature("signature");
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
