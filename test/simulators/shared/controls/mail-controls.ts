import { mailToJson, type Mail, type Mailbox } from "../mailbox.js";
import { PortalError } from "../portal-error.js";
import { jsonReply, reply } from "../reply.js";
import type { Route } from "../router.js";
import { control } from "./control.js";

/** `GET /mails`, `POST /mails`, `DELETE /mails`, `GET /mails/<id>`, `GET /mails/<id>/<attachment>`. */
export function mailControls({ mailbox }: { readonly mailbox: Mailbox }): Route[] {
  const find = (id: string): Mail => {
    const mail = mailbox.find(Number(id));
    if (mail === undefined)
      throw new PortalError(404, "mail.unknown", "There is no such mail.", id);
    return mail;
  };
  return [
    control("GET", "/mails", () => jsonReply({ mails: mailbox.list().map(mailToJson) })),
    control("POST", "/mails", async (input) => {
      const mail = await mailbox.deliver({
        from: input.text("from"),
        to: input.text("to"),
        subject: input.text("subject"),
        text: input.optionalText("text") ?? "",
        attachments: input.has("attachment")
          ? [
              {
                name: input.text("attachment"),
                contentType: "application/octet-stream",
                content: Buffer.from(input.text("content"), "base64"),
              },
            ]
          : [],
      });
      return jsonReply(mailToJson(mail), 201);
    }),
    control("DELETE", "/mails", () => {
      mailbox.clear();
      return jsonReply({ mails: [] });
    }),
    control("GET", "/mails/:id", (_input, { id = "" }) => jsonReply(mailToJson(find(id)))),
    control("GET", "/mails/:id/:attachment", (_input, { id = "", attachment = "" }) => {
      const found = find(id).attachments.find(({ name }) => name === attachment);
      if (found === undefined)
        throw new PortalError(404, "mail.unknown", "There is no such attachment.", attachment);
      return reply(200, "application/octet-stream", found.content);
    }),
  ];
}
