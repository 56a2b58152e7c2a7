import type { X509Certificate } from "node:crypto";
import { PerennialError } from "@perennial/api";
import type { CertificatesRead, ReadRemark } from "@perennial/api";
import { readDerItems } from "../der.js";
import { decodeBase64, readPem } from "../pem.js";
import { infoOf, parseCertificate } from "./certificate-info.js";
import { certificatesOfBundle, isCertificateBundle } from "./certificate-bundle.js";
import { holdsPrivateKey, privateKeyText } from "./private-key-detection.js";
import { decodeText } from "./text.js";

/** Bytes. The largest bundles of roots are a fifth of it. */
export const largestCertificateFile = 1024 * 1024;

const certificateLabels = new Set(["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"]);
const bundleLabels = new Set(["PKCS7", "CMS", "PKCS #7 SIGNED DATA"]);

/**
 * Reads the certificates of a file: PEM with any line ends, byte order mark and text around the
 * blocks; DER; base64 without armour; PKCS#7 certs-only bundles of either form. A certificate that
 * stands there twice is given once.
 * @throws PerennialError `certificates.empty`, `certificates.none-found`,
 *   `certificates.private-key`, `certificates.too-large`, `certificates.unreadable`.
 */
export function readCertificates(bytes: Uint8Array): CertificatesRead {
  if (bytes.length > largestCertificateFile) {
    throw new PerennialError("certificates.too-large", {
      size: bytes.length,
      max: largestCertificateFile,
    });
  }
  if (bytes.length === 0) throw new PerennialError("certificates.empty");
  // 0x30 is both a SEQUENCE and the digit 0, which base64 text may begin with.
  const items = bytes[0] === 0x30 ? readDerItems(bytes) : null;
  if (items !== null) return collect(certificatesIn(items), ["der"]);
  return readText(bytes);
}

function readText(bytes: Uint8Array): CertificatesRead {
  const text = decodeText(bytes);
  if (text === null) throw bytes[0] === 0x30 ? unreadable(0) : noneFound("binary");
  if (text.content.trim() === "") throw new PerennialError("certificates.empty");
  if (privateKeyText(text.content)) throw new PerennialError("certificates.private-key");
  const remarks: ReadRemark[] = text.bom ? ["bom"] : [];
  if (text.content.includes("\r")) remarks.push("crlf");
  const { blocks, leadingText } = readPem(text.content);
  if (blocks.length > 0) {
    if (leadingText) remarks.push("leading-text");
    return collect(certificatesOfBlocks(blocks), remarks);
  }
  const decoded = decodeBase64(text.content);
  const items = decoded === null ? null : readDerItems(decoded);
  if (items === null) throw noneFound("text");
  return collect(certificatesIn(items), [...remarks, "base64-without-armour"]);
}

function certificatesOfBlocks(
  blocks: ReturnType<typeof readPem>["blocks"],
): readonly X509Certificate[] {
  const found: X509Certificate[] = [];
  for (const [index, { label, content }] of blocks.entries()) {
    if (!certificateLabels.has(label) && !bundleLabels.has(label)) continue;
    const items = content === null ? null : readDerItems(content);
    const [first] = items ?? [];
    if (items === null || first === undefined) throw unreadable(index + 1);
    // OpenSSL's trusted certificates carry what they are trusted for after the certificate.
    const trusted = label === "TRUSTED CERTIFICATE";
    if (!trusted && items.length > 1) throw unreadable(index + 1);
    found.push(...certificatesIn([first], index + 1));
  }
  if (found.length === 0) {
    throw noneFound("blocks", [...new Set(blocks.map(({ label }) => label))].join(", "));
  }
  return found;
}

function certificatesIn(items: readonly Uint8Array[], block = 0): readonly X509Certificate[] {
  const found: X509Certificate[] = [];
  for (const item of items) {
    if (holdsPrivateKey(item)) throw new PerennialError("certificates.private-key");
    if (isCertificateBundle(item)) {
      found.push(...certificatesOfBundle(item).map((der) => certificate(der, block)));
    } else found.push(certificate(item, block));
  }
  if (found.length === 0) throw noneFound("bundle");
  return found;
}

function certificate(der: Uint8Array, block: number): X509Certificate {
  try {
    return parseCertificate(der);
  } catch (error) {
    throw unreadable(block, error);
  }
}

function collect(
  certificates: readonly X509Certificate[],
  remarks: readonly ReadRemark[],
): CertificatesRead {
  const infos = new Map(
    certificates.map((certificate) => {
      const info = infoOf(certificate);
      return [info.sha256, info] as const;
    }),
  );
  return {
    certificates: [...infos.values()],
    remarks: infos.size > 1 ? [...remarks, "several-certificates"] : [...remarks],
  };
}

/** @param labels of the blocks that are no certificates. */
function noneFound(kind: "binary" | "blocks" | "bundle" | "text", labels = ""): PerennialError {
  return new PerennialError("certificates.none-found", { kind, labels });
}

function unreadable(block: number, cause?: unknown): PerennialError {
  return new PerennialError("certificates.unreadable", { block }, { cause });
}
