import { sha256 } from "../../pki/pem.js";
import type { Exchange } from "../../shared/exchange.js";
import { PortalError } from "../../shared/portal-error.js";
import { jsonReply, reply, type Reply } from "../../shared/reply.js";
import type { PathParameters, Route } from "../../shared/router.js";
import type { CertificateOffice } from "../certificates/certificate-office.js";
import { missingKinds, type DocumentDesk } from "../documents/document-desk.js";
import { isSentKind } from "../documents/document-kind.js";
import { documentToJson, serialOf, type AcknowledgedDocument, type Order } from "../order.js";
import type { OrderRegister } from "../order-register.js";

/** What the signer's side needs of the world around it. */
export interface SignerPortalContext {
  readonly orders: OrderRegister;
  readonly desk: DocumentDesk;
  readonly certificates: CertificateOffice;
  /** Called after a document was acknowledged. */
  readonly onDocument: (order: Order, document: AcknowledgedDocument) => void;
}

/** What DigiSigner ONE talks to: documents, and the new certificate. */
export class SignerPortal {
  constructor(private readonly context: SignerPortalContext) {}

  get routes(): Route[] {
    const order = "/signer/orders/:number";
    return [
      {
        method: "GET",
        path: order,
        endpoint: "signer.show",
        handle: (exchange, parameters) => this.#show(this.#order(exchange, parameters)),
      },
      {
        method: "GET",
        path: `${order}/documents`,
        endpoint: "signer.documents",
        handle: (exchange, parameters) => {
          const { documents } = this.#order(exchange, parameters);
          return jsonReply({ documents: [...documents.values()].map(documentToJson) });
        },
      },
      {
        method: "POST",
        path: `${order}/documents/:kind`,
        endpoint: "signer.upload",
        handle: (exchange, parameters) => this.#upload(exchange, parameters),
      },
      {
        method: "GET",
        path: `${order}/certificate`,
        endpoint: "signer.certificate",
        handle: async (exchange, parameters) => {
          const found = this.#order(exchange, parameters);
          const file = await this.context.certificates.fileOf(found);
          return reply(200, "application/x-pem-file", file);
        },
      },
    ];
  }

  #show(order: Order): Reply {
    return jsonReply({
      number: order.number,
      state: order.state,
      issuingDate: order.request.issuingDate.toString(),
      paid: order.paid,
      missing: missingKinds(order),
      ...(order.rejection === undefined
        ? {}
        : { rejection: { ...order.rejection, at: order.rejection.at.toISOString() } }),
    });
  }

  async #upload(exchange: Exchange, parameters: PathParameters): Promise<Reply> {
    const order = this.#order(exchange, parameters);
    const { kind = "" } = parameters;
    if (!isSentKind(kind))
      throw new PortalError(404, "page.unknown", "There is no such document.", kind);
    const form = await exchange.form();
    const document = await this.context.desk.receive(order, kind, form.file("document"));
    this.context.onDocument(order, document);
    const { receipt, at, content } = document;
    return jsonReply({ receipt, kind, sha256: sha256(content), at: at.toISOString() }, 201);
  }

  /** An order is shown to who knows the serial number of its certificate. */
  #order(exchange: Exchange, { number = "" }: PathParameters): Order {
    const order = this.context.orders.get(number);
    if (exchange.query.get("serial") !== serialOf(order))
      throw new PortalError(404, "order.unknown", "There is no such order.", number);
    return order;
  }
}

/** Refusals to the signer are JSON, those to a browser are pages. */
export function signerError(error: PortalError): Reply {
  const answer = jsonReply({ error: { code: error.code, detail: error.detail } }, error.status);
  return { ...answer, headers: { ...answer.headers, ...error.headers } };
}
