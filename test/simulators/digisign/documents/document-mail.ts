import { holderOf } from "../order.js";
import type { Order } from "../order.js";
import { dayAt } from "../rules/bucharest.js";
import type { Attachment, MailDraft } from "../../shared/mailbox.js";
import { mailedKinds } from "./document-kind.js";
import { documentFileName, drawDocument } from "./mailed-documents.js";

/** The mail that follows an order: four documents. */
export async function documentMail(order: Order): Promise<MailDraft> {
  const content = {
    number: order.number,
    holder: holderOf(order),
    day: dayAt(order.placedAt),
  };
  const attachments = await Promise.all(
    mailedKinds.map(async (kind): Promise<Attachment> => ({
      name: documentFileName(kind, order.number),
      contentType: "application/pdf",
      content: await drawDocument({ kind, ...content }),
    })),
  );
  return {
    from: "comenzi@digisign.example",
    to: order.request.email,
    subject: `DigiSign - documente pentru comanda ${order.number}`,
    text: `Comanda ${order.number} a fost inregistrata. Documentele sunt atasate: Contract, Declaratie, Conditii Generale (Termeni), Factura proforma. Dupa plata, trimiteti copia ordinului de plata la helpdesk@digisign.ro.`,
    attachments,
  };
}
