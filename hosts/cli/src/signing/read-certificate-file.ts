import { PerennialError, type CertificateInfo } from "@perennial/api";
import { InputFile } from "./input-file.js";

/** What can be wrong with the content of a file of certificates, as the text tells it. */
const reasons: { readonly [code: string]: string } = {
  "certificates.empty": "empty",
  "certificates.none-found": "none",
  "certificates.private-key": "privateKey",
  "certificates.too-large": "tooLarge",
  "certificates.unreadable": "damaged",
};

/**
 * The certificates of a file that a person named, in any form.
 * @param path absolute.
 * @throws PerennialError `signing.certificates-unreadable` (`path`, `reason`), and as
 *   {@link InputFile.open}.
 */
export async function readCertificateFile(path: string): Promise<readonly CertificateInfo[]> {
  const { largestCertificateFile, readCertificates } = await import("@perennial/pki");
  await using file = await InputFile.open(path);
  if (file.size > largestCertificateFile) throw unreadable(path, "tooLarge");
  const content = await file.bytes();
  try {
    return readCertificates(content).certificates;
  } catch (error) {
    if (!PerennialError.is(error)) throw error;
    const reason = reasons[error.code];
    if (reason === undefined) throw error;
    throw unreadable(path, reason, error);
  }
}

function unreadable(path: string, reason: string, cause?: unknown): PerennialError {
  return new PerennialError("signing.certificates-unreadable", { path, reason }, { cause });
}
