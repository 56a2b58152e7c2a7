import { type DigisignRenewal } from "../profile.js";
import { Order } from "../steps/order.js";
import { SelectCertificate } from "../steps/select-certificate.js";
import type { DocumentToSend, SentDocument } from "../ways/signer-desk.js";
import { nameSafe, type KeptFiles } from "./kept-files.js";
import { signatureFormat } from "./sign-document.js";

/** Saves a signed document, before it is sent. @returns the absolute path. */
export function keepSigned(
  kept: KeptFiles,
  { kind, attempt, file }: DocumentToSend,
  content: string,
  renewal: DigisignRenewal,
): Promise<string> {
  const { number } = renewal.output(Order);
  const extension = signatureFormat(file.name) === "pades" ? "pdf" : `${ending(file.name)}.p7m`;
  const name = `${kind}-${nameSafe(number)}-signed.${extension}`;
  return kept.save({ key: `signed:${kind}:${attempt}:${file.sha256}`, name, content }, renewal);
}

/** Saves what is known of an acknowledged document. @returns the absolute path. */
export function keepReceipt(
  kept: KeptFiles,
  document: Omit<SentDocument, "receiptPath">,
  renewal: DigisignRenewal,
): Promise<string> {
  const { number } = renewal.output(Order);
  const { sha256, serial, holder } = renewal.output(SelectCertificate);
  const { kind, attempt } = document;
  const certificate = { sha256, serial, holder };
  const value = { order: number, reference: renewal.id, ...document, certificate };
  const key = `receipt:${kind}:${attempt}:${document.sha256}`;
  return kept.saveJson(key, `${kind}-${nameSafe(number)}-receipt.json`, value, renewal);
}

function ending(name: string): string {
  return /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "bin";
}
