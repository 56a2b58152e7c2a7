import { toPem } from "../pki/pem.js";
import type { Attachment, MailDraft } from "../shared/mailbox.js";

export const mailForms = ["english", "french"] as const;
export const mailEncodings = ["pem", "der", "base64"] as const;
export const mailBlocks = ["chain", "leaf", "reversed", "with-other"] as const;
export const mailContents = ["certificate", "empty", "garbage", "oversized"] as const;

/** How a certificate is mailed. */
export interface CertificateMailOptions {
  /**
   * `english`: from the Chamber of Commerce, attachment `<number>.DER.txt` (English manual 5.1).
   * `french`: subject "Easy_SSL - Your order #<number> is now complete", attachment `<number>.txt`
   * (French manual 5.2). Default `english`.
   */
  readonly form?: (typeof mailForms)[number];
  /** `base64` is PEM without its armour. Default `pem`. */
  readonly encoding?: (typeof mailEncodings)[number];
  /**
   * The blocks of a PEM: the certificate and its issuer (`chain`), alone (`leaf`), the issuer first
   * (`reversed`), or another customer's certificate first (`with-other`). Default `chain`.
   */
  readonly blocks?: (typeof mailBlocks)[number];
  readonly crlf?: boolean;
  readonly bom?: boolean;
  /** Stands before the first block of a PEM. */
  readonly leadingText?: string;
  /** Something else than the certificate: nothing, no certificate, or 6 MiB. */
  readonly content?: (typeof mailContents)[number];
}

/** The certificates a mail may carry, DER. */
export interface MailedCertificates {
  readonly certificate: Buffer;
  readonly issuer: Buffer;
  readonly other: Buffer;
}

/** The attachment with the certificate. */
export function certificateAttachment(
  number: number,
  certificates: MailedCertificates,
  options: CertificateMailOptions,
): Attachment {
  return {
    name: options.form === "french" ? `${number}.txt` : `${number}.DER.txt`,
    contentType: "text/plain",
    content: attachmentContent(certificates, options),
  };
}

/** The mail that ends an order. */
export function certificateMail(
  to: string,
  number: number,
  certificates: MailedCertificates,
  options: CertificateMailOptions,
): MailDraft {
  const french = options.form === "french";
  return {
    from: french ? "easy_ssl@luxtrust.example" : "chambre-de-commerce@cc.example",
    to,
    subject: french
      ? `Easy_SSL - Your order #${number} is now complete`
      : `Chamber of Commerce: your certificate of order ${number}`,
    text: french
      ? `Votre commande ${number} est terminée. Vous trouverez le certificat en pièce jointe.`
      : `Your order ${number} is complete. The certificate is attached.`,
    attachments: [certificateAttachment(number, certificates, options)],
  };
}

function attachmentContent(
  certificates: MailedCertificates,
  options: CertificateMailOptions,
): Buffer {
  switch (options.content ?? "certificate") {
    case "empty":
      return Buffer.alloc(0);
    case "garbage":
      return Buffer.from("Your certificate could not be attached.\n");
    case "oversized":
      return Buffer.alloc(6 * 1024 * 1024, "A");
    case "certificate":
      return options.encoding === "der" ? certificates.certificate : text(certificates, options);
  }
}

function text(certificates: MailedCertificates, options: CertificateMailOptions): Buffer {
  const lines =
    options.encoding === "base64"
      ? toPem("CERTIFICATE", certificates.certificate).replace(/-----[^\n]*\n/g, "")
      : (options.leadingText ?? "") + blocks(certificates, options.blocks ?? "chain");
  const ended = options.crlf === true ? lines.replace(/\r?\n/g, "\r\n") : lines;
  return Buffer.from(options.bom === true ? `\uFEFF${ended}` : ended, "utf8");
}

function blocks(
  { certificate, issuer, other }: MailedCertificates,
  order: (typeof mailBlocks)[number],
): string {
  const chosen = {
    chain: [certificate, issuer],
    leaf: [certificate],
    reversed: [issuer, certificate],
    "with-other": [other, certificate, issuer],
  }[order];
  return chosen.map((der) => toPem("CERTIFICATE", der)).join("");
}
