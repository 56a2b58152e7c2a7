import type { MailDraft } from "../../shared/mailbox.js";
import type { IssuedCertificate } from "../partner-orders.js";

/** The mail that brings a certificate. */
export function certificateMail(
  to: string,
  number: string,
  { serial, pem, der }: IssuedCertificate,
): MailDraft {
  return {
    from: "certum@certum.example",
    to,
    subject: `Certum - certificate for ${number} has been issued`,
    text: `The certificate of the order ${number} has been issued. Its serial number is ${serial}.`,
    attachments: [
      { name: `${serial}.pem`, contentType: "application/x-pem-file", content: Buffer.from(pem) },
      { name: `${serial}.cer`, contentType: "application/pkix-cert", content: der },
    ],
  };
}
