import { PerennialError } from "@perennial/api";
import { documentKind, type MailedKind } from "./document-kind.js";
import { namedOrder } from "./order-number.js";
import { readPdf } from "./pdf-text.js";

/** What a document has to be. */
export interface ExpectedDocument {
  readonly kind: MailedKind;
  /** Number of the order. */
  readonly number: string;
  readonly name: string;
}

/**
 * Checks that a file is the document that is asked for: a PDF that can be read, of this kind and of
 * this order. Manual III.1.
 * @throws PerennialError `digisign.document-empty`, `digisign.document-not-a-pdf`,
 *   `digisign.document-without-text`, `digisign.document-of-other-kind`,
 *   `digisign.document-of-other-order`, and what {@link readPdf} throws.
 */
export async function checkMailedDocument(
  bytes: Uint8Array,
  { kind, number, name }: ExpectedDocument,
): Promise<void> {
  if (bytes.length === 0) throw new PerennialError("digisign.document-empty", { name });
  if (!isPdf(bytes)) throw new PerennialError("digisign.document-not-a-pdf", { name });
  const { text } = await readPdf(bytes);
  if (text.trim() === "") throw new PerennialError("digisign.document-without-text", { name });
  const found = documentKind(text);
  if (found !== kind) {
    const params = { name, expected: kind, found: found ?? "none" };
    throw new PerennialError("digisign.document-of-other-kind", params);
  }
  const order = namedOrder(text, number);
  if (order.isOurs) return;
  const params = { name, expected: number, found: order.other ?? "none" };
  throw new PerennialError("digisign.document-of-other-order", params);
}

/** `%PDF-` within the first 1024 bytes, ISO 32000-1 Annex H.3.4.1. */
export function isPdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 1024)).includes("%PDF-", 0, "latin1");
}
