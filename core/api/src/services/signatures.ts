import { token } from "../inject.js";
import type { CertificateInfo } from "./certificates.js";
import type { FileRef } from "./files.js";

/** A file with a signature made by {@link Signatures.sign}. */
export interface SignedFile extends FileRef {
  readonly format: "pades" | "cades-detached" | "cades-attached";
  /** RFC 3339 UTC. */
  readonly signedAt: string;
}

/** A signature that was found in a file. */
export interface FoundSignature {
  readonly signer: CertificateInfo;
  /** Whether it verifies and covers what it stands over. Whether its signer is trusted is not asked. */
  readonly intact: boolean;
}

/** What a file is, as far as signatures go, and who signed it. */
export interface FileSignatures {
  readonly kind: "pdf" | "cms" | "other";
  readonly signatures: readonly FoundSignature[];
}

/** Signed messages (RFC 5652) and documents (ETSI EN 319 122-1 CAdES, EN 319 142-1 PAdES, level B-B). */
export interface Signatures {
  /**
   * Verifies an enveloping CMS SignedData (DER, PEM or base64) against the roots.
   * @param content base64 of the file.
   * @returns the signed content, base64, and who signed it.
   * @throws PerennialError `signatures.not-cms`, `signatures.invalid`, `signatures.untrusted`.
   */
  verifyCms(request: {
    content: string;
    /** PEM or DER base64. */
    roots: readonly string[];
  }): Promise<{ readonly content: string; readonly signer: CertificateInfo }>;
  /**
   * Signs a file that a person gave to this renewal, with a key that is this renewal's. The person
   * must have said yes in this step to a `confirm` with the key `sign:` and the file's `sha256`. The
   * host keeps the signed file with the renewal.
   * @param request `file`: handle of a {@link FileRef}; `der`: the certificate, DER base64; `chain`:
   *   its issuers, DER base64; `reason`: what a PDF signature says of itself.
   * A step that is repeated is given the signature that it had made; another step has another one made.
   * @throws PerennialError `signatures.not-confirmed`, `signatures.not-a-pdf`, `signatures.wrong-usage`,
   *   `files.not-given`, `keys.not-yours`, `certificates.key-mismatch`, `certificates.expired`,
   *   `certificates.not-yet-valid`, `pdf.*`, `token.*`.
   */
  sign(request: {
    keyId: string;
    der: string;
    chain?: readonly string[];
    file: string;
    format: SignedFile["format"];
    reason?: string;
  }): Promise<SignedFile>;
  /**
   * Who signed a file, whoever it is. A file that nobody signed has no signatures.
   * @param file handle of a {@link FileRef}.
   * @throws PerennialError `files.not-given`, `signatures.unreadable`.
   */
  inspect(file: string): Promise<FileSignatures>;
}
export const Signatures = token<Signatures>("signatures");
