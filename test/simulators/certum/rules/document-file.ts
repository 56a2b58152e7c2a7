import type { SentFile } from "../../shared/exchange.js";
import { PortalError } from "../../shared/portal-error.js";

/** 5 MiB. */
const LARGEST_DOCUMENT = 5 * 1024 * 1024;

const beginnings = [
  Buffer.from("%PDF-"),
  Buffer.from("ffd8ff", "hex"),
  Buffer.from("89504e470d0a1a0a", "hex"),
];

/** @throws PortalError `document.empty`, `document.too-large`, `document.type`. */
export function checkDocument({ content }: SentFile): void {
  if (content.length === 0) throw new PortalError(400, "document.empty", "The document is empty.");
  if (content.length > LARGEST_DOCUMENT)
    throw new PortalError(400, "document.too-large", "A document has at the most 5 MiB.");
  if (!beginnings.some((begin) => content.subarray(0, begin.length).equals(begin)))
    throw new PortalError(400, "document.type", "A document is a PDF, JPEG or PNG.");
}
