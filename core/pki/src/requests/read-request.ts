import { createPublicKey } from "node:crypto";
import { PerennialError } from "@perennial/api";
import type { CertificateRequest } from "@perennial/api";
import type { CertificationRequest } from "pkijs";
import { isWeakKey, isWeakSignature } from "../chain/check-strength.js";
import { decodeText } from "../certificates/text.js";
import { readDerItems } from "../der.js";
import { formatRfc4514 } from "../distinguished-name.js";
import { decodeBase64, encodePem, readPem } from "../pem.js";
import { sha256Hex } from "../public-key.js";
import { attributeName } from "./subject.js";

const labels = new Set(["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"]);

/** A request that was read, and its key. */
export interface RequestRead extends CertificateRequest {
  /** DER. */
  readonly der: Uint8Array;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
}

/**
 * Reads a certification request (PEM, DER or base64) and verifies its signature, which proves that
 * whoever made it has the private key (RFC 2986 section 3).
 * @throws PerennialError `requests.unreadable`, `requests.invalid` with `rule` `signature`,
 *   `weakSignature` or `weakKey`.
 */
export async function readRequest(bytes: Uint8Array): Promise<RequestRead> {
  const der = requestDer(bytes);
  if (der === null) throw new PerennialError("requests.unreadable");
  const request = await parse(der);
  const spki = Buffer.from(request.subjectPublicKeyInfo.toSchema().toBER());
  let publicKey;
  try {
    publicKey = createPublicKey({ key: spki, format: "der", type: "spki" });
  } catch (cause) {
    throw new PerennialError("requests.unreadable", {}, { cause });
  }
  if (isWeakKey(publicKey)) throw invalid("weakKey");
  if (await isWeakSignature(request.signatureAlgorithm)) throw invalid("weakSignature");
  if (!(await verified(request))) throw invalid("signature");
  return {
    der,
    spki,
    pem: encodePem("CERTIFICATE REQUEST", der),
    spkiHash: sha256Hex(spki),
    sha256: sha256Hex(der),
    subject: formatRfc4514(
      request.subject.typesAndValues.map(({ type, value }) => ({
        type: attributeName(type),
        value: String(value.valueBlock.value),
      })),
    ),
  };
}

function requestDer(bytes: Uint8Array): Uint8Array | null {
  const [item] = readDerItems(bytes) ?? [];
  if (item !== undefined) return item;
  const text = decodeText(bytes)?.content;
  if (text === undefined) return null;
  const { blocks } = readPem(text);
  const content =
    blocks.length === 0
      ? decodeBase64(text)
      : (blocks.find(({ label }) => labels.has(label))?.content ?? null);
  return content === null ? null : (readDerItems(content)?.[0] ?? null);
}

async function parse(der: Uint8Array): Promise<CertificationRequest> {
  const { CertificationRequest } = await import("pkijs");
  try {
    return CertificationRequest.fromBER(der);
  } catch (cause) {
    throw new PerennialError("requests.unreadable", {}, { cause });
  }
}

async function verified(request: CertificationRequest): Promise<boolean> {
  try {
    return await request.verify();
  } catch (cause) {
    // WebCrypto refuses keys and signatures that do not fit together with errors of several kinds.
    throw new PerennialError("requests.invalid", { rule: "signature" }, { cause });
  }
}

function invalid(rule: string): PerennialError {
  return new PerennialError("requests.invalid", { rule });
}
