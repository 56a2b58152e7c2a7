import { X509Certificate } from "node:crypto";
import { PerennialError } from "@perennial/api";
import { decodeBase64, readPem } from "../pem.js";
import { parseCertificate } from "./certificate-info.js";
import { readCertificates } from "./read-certificates.js";

/** Stands for the roots that Node carries (Mozilla's). */
export const systemRoots = "system";

/**
 * Parses roots given as PEM (any number of certificates), as DER in base64, or as
 * {@link systemRoots}.
 * @throws PerennialError as {@link readCertificates}.
 */
export function readRoots(roots: readonly string[]): readonly X509Certificate[] {
  return roots.flatMap((root) =>
    root === systemRoots
      ? carriedRoots().map((pem) => new X509Certificate(pem))
      : readCertificates(Buffer.from(root, "latin1")).certificates.map(({ der }) =>
          parseCertificate(Buffer.from(der, "base64")),
        ),
  );
}

/**
 * Decodes one certificate given as DER in base64, or as PEM.
 * @throws PerennialError `certificates.unreadable`.
 */
export function decodeCertificate(text: string): X509Certificate {
  const der = readPem(text).blocks[0]?.content ?? decodeBase64(text);
  if (der === null) throw new PerennialError("certificates.unreadable", { block: 0 });
  return parseCertificate(der);
}

function carriedRoots(): readonly string[] {
  // node:tls takes milliseconds to load, which most commands would pay for nothing.
  return process.getBuiltinModule("node:tls").rootCertificates;
}
