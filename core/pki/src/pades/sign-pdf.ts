import { createHash } from "node:crypto";
import { cadesAttributes } from "../cades/cades-attributes.js";
import { writeSignedData } from "../cms/write-signed-data.js";
import { checkedSignature, longestSignature } from "../signing/checked-signature.js";
import { signingIdentity } from "../signing/signing-identity.js";
import type { SignedBy, SigningIdentity } from "../signing/signing-identity.js";
import { checkChangesAllowed } from "./check-changes-allowed.js";
import { appendToArray, editDictionary, referenceText } from "./edit.js";
import { IncrementalUpdate } from "./incremental-update.js";
import { addField, freeFieldName } from "./interactive-form.js";
import { findPage } from "./pages.js";
import type { Page } from "./pages.js";
import { PdfFile } from "./pdf-file.js";
import { pdfBytes, pdfTextString } from "./pdf-text.js";
import type { PdfReference } from "./pdf-value.js";
import { addAppearance } from "./appearance.js";
import type { Appearance } from "./appearance.js";
import { signatureDictionary } from "./signature-dictionary.js";
import type { SignatureTexts } from "./signature-dictionary.js";

/** What a signature in a PDF says and shows, apart from who made it. */
export interface PdfSignatureOptions extends SignatureTexts {
  /** A box with text on a page; without it the signature is not visible. */
  readonly appearance?: Appearance;
}

/**
 * Signs a PDF: PAdES B-B (ETSI EN 319 142-1), as an incremental update. The file stays as it is, byte
 * for byte, and what is added follows it; signatures that are in it stay valid.
 * @returns the signed PDF.
 * @throws PerennialError `pdf.not-pdf`, `pdf.damaged`, `pdf.encrypted`, `pdf.too-large`,
 *   `pdf.no-changes-allowed`, `pdf.no-such-page`, `pdf.bad-appearance`; the codes of certificates and keys
 *   as `signCades`; and what the signer throws.
 */
export async function signPdf(
  by: SignedBy,
  pdf: Uint8Array,
  options: PdfSignatureOptions = {},
): Promise<Uint8Array> {
  const identity = signingIdentity(by);
  const file = PdfFile.open(pdf);
  checkChangesAllowed(file);
  const update = new IncrementalUpdate(file);
  const value = update.newReference();
  const dictionary = signatureDictionary(identity.at, longestMessage(identity), options);
  update.put(value, dictionary.bytes);
  await addSignatureField(file, update, value, options.appearance);
  const written = update.write();
  const signed = Buffer.concat([pdf, written.bytes]);
  const start = written.bodies.get(value.number) ?? 0;
  const ranges = dictionary.fillByteRange(signed, start);
  const hash = createHash(identity.hash);
  for (const [from, to] of ranges) hash.update(signed.subarray(from, to));
  const attributes = cadesAttributes(identity, hash.digest(), { signingTime: false });
  const signature = await checkedSignature(identity, attributes);
  const { head } = writeSignedData(identity, attributes, signature, null);
  dictionary.fillContents(signed, start, head);
  return signed;
}

/** Bytes of the message that will be made, with the longest signature that the key can give. */
function longestMessage(identity: SigningIdentity): number {
  const digest = createHash(identity.hash).digest();
  const attributes = cadesAttributes(identity, digest, { signingTime: false });
  const signature = new Uint8Array(longestSignature(identity));
  return writeSignedData(identity, attributes, signature, null).head.length;
}

/** A signature field and its widget in one, ISO 32000-1 sections 12.5.6.19 and 12.7.4.5. */
async function addSignatureField(
  file: PdfFile,
  update: IncrementalUpdate,
  value: PdfReference,
  appearance: Appearance | undefined,
): Promise<void> {
  const page = findPage(file, appearance?.page ?? 1);
  const field = update.newReference();
  const shown = appearance === undefined ? hidden : await addAppearance(update, appearance);
  const { number, generation } = page.object;
  update.put(
    field,
    pdfBytes(
      "<<\n/Type /Annot\n/Subtype /Widget\n/FT /Sig\n",
      `/T ${pdfTextString(freeFieldName(file))}\n/V ${referenceText(value)}\n`,
      `/P ${number} ${generation} R\n/F ${flags}\n${shown}\n>>`,
    ),
  );
  addField(file, update, field);
  addAnnotation(file, update, page, field);
}

/** Print and Locked, section 12.5.3. */
const flags = 4 | 128;
const hidden = "/Rect [0 0 0 0]";

function addAnnotation(
  file: PdfFile,
  update: IncrementalUpdate,
  page: Page,
  field: PdfReference,
): void {
  const annotations = file.resolve(page.dictionary.entries.get("Annots"), page.source);
  if (annotations.value?.kind !== "array") {
    update.put(page.object, editDictionary(page, { Annots: `[${referenceText(field)}]` }));
    return;
  }
  const longer = appendToArray(annotations.value, annotations.source, field);
  if (annotations.object !== null) update.put(annotations.object, longer);
  else update.put(page.object, editDictionary(page, { Annots: longer }));
}
