import type { Counters } from "../../shared/counters.js";
import type { SentFile } from "../../shared/exchange.js";
import { PortalError } from "../../shared/portal-error.js";
import { Receipts } from "../../shared/receipts.js";
import type { SimulatorClock } from "../../shared/simulator-clock.js";
import type { AcknowledgedDocument, Order } from "../order.js";
import type { ReadPdfText } from "../verification/pdf-text.js";
import { refused } from "../verification/refusals.js";
import type { FileType } from "../verification/file-type.js";
import type { SignatureCheck, SignedDocument } from "../verification/signed-document.js";
import { sentKinds, type SentKind } from "./document-kind.js";
import { readDocumentText } from "./named-order.js";

/** What the desk needs of the world around it. */
export interface DocumentDeskContext {
  readonly signatures: SignatureCheck;
  readonly readText: ReadPdfText;
  /** The authorities that issue to DigiSign's customers, PEM. */
  readonly authorities: string;
  readonly clock: SimulatorClock;
  readonly counters: Counters;
  /** The largest content, bytes. The manual's III.3.d says "2 Mb". */
  readonly largest: number;
}

const identityTypes: readonly FileType[] = ["pdf", "jpeg", "png", "bmp", "tiff"];

/** Takes the documents that are sent, one at a time. */
export class DocumentDesk {
  readonly #receipts = new Receipts("D");

  constructor(private readonly context: DocumentDeskContext) {}

  /**
   * Checks a document and acknowledges it; the last one starts the review.
   * @throws PortalError `document.…`, `order.closed`.
   */
  async receive(
    order: Order,
    kind: SentKind,
    file: SentFile | undefined,
  ): Promise<AcknowledgedDocument> {
    try {
      const { name, content } = file ?? { name: "", content: Buffer.alloc(0) };
      this.#checkWanted(order, kind);
      await this.#check(order, kind, content);
      // The check took a while; another request may have been quicker.
      this.#checkWanted(order, kind);
      const document = {
        receipt: this.#receipts.next(),
        kind,
        name,
        content,
        at: this.context.clock.now(),
      };
      this.#acknowledge(order, document);
      this.#count(kind, "accepted");
      return document;
    } catch (error) {
      if (error instanceof PortalError) this.#count(kind, `refused.${error.code}`);
      throw error;
    }
  }

  #checkWanted(order: Order, kind: SentKind): void {
    if (order.state === "cancelled")
      throw new PortalError(409, "order.closed", "The order is cancelled.", order.state);
    const before = order.documents.get(kind);
    if (before !== undefined) {
      this.#count(kind, "duplicates");
      throw refused("duplicate", "This document was received before.", before.receipt, 409);
    }
  }

  async #check(order: Order, kind: SentKind, content: Buffer): Promise<void> {
    const { signatures, authorities, clock, largest } = this.context;
    const signer = {
      sha256: order.request.certificate.sha256,
      authorities,
      at: clock.now(),
    };
    const accepted = kind === "identity" ? identityTypes : (["pdf"] as const);
    const document = await signatures.check(content, signer, accepted);
    if (document.size > largest)
      throw refused("too-large", "The document is too large.", String(document.size), 413);
    if (kind !== "identity") await this.#checkText(order, kind, document);
  }

  async #checkText(order: Order, kind: SentKind, { content }: SignedDocument): Promise<void> {
    const text = readDocumentText(await this.context.readText(content));
    if (text.orders.join() !== order.number)
      throw refused(
        "other-order",
        "The document belongs to another order.",
        text.orders.join(" ") || "none",
      );
    if (text.kind !== kind)
      throw refused("other-kind", "This is another document.", text.kind ?? "none");
  }

  #acknowledge(order: Order, document: AcknowledgedDocument): void {
    order.documents.set(document.kind, document);
    order.received.push(document);
    if (missingKinds(order).length > 0) return;
    delete order.rejection;
    order.state = "review";
  }

  #count(kind: SentKind, what: string): void {
    this.context.counters.add(`documents.${what}`);
    this.context.counters.add(`documents.${kind}.${what}`);
  }
}

/** The documents that are still to be sent. */
export function missingKinds(order: Order): SentKind[] {
  return sentKinds.filter((kind) => !order.documents.has(kind));
}
