import type { MailDraft } from "../../shared/mailbox.js";

/** The mail that says that a certificate was issued. */
export function certificateMail(to: string, number: string, content: Buffer): MailDraft {
  return {
    from: "certificate@digisign.example",
    to,
    subject: `DigiSign - certificatul dumneavoastra ${number}`,
    text: `Certificatul comenzii ${number} a fost emis. Conectati dispozitivul eToken si actualizati certificatul.`,
    attachments: [{ name: `${number}.cer`, contentType: "application/x-x509-user-cert", content }],
  };
}
