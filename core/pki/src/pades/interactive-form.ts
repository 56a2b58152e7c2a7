import type { IncrementalUpdate } from "./incremental-update.js";
import { appendToArray, editDictionary, referenceText } from "./edit.js";
import type { LocatedDictionary, PdfFile } from "./pdf-file.js";
import { readTextString } from "./pdf-text.js";
import { integerOf } from "./pdf-value.js";
import type { PdfReference } from "./pdf-value.js";

/** SignaturesExist and AppendOnly, ISO 32000-1 section 12.7.2, table 219. */
const signatureFlags = 3;

/** The interactive form of a document, section 12.7.2; null if it has none. */
export function formOf(file: PdfFile): LocatedDictionary | null {
  const { dictionary, source } = file.catalog;
  return file.dictionary(dictionary.entries.get("AcroForm"), source);
}

/** Adds a field to the form, and a form to the catalog where there is none. */
export function addField(file: PdfFile, update: IncrementalUpdate, field: PdfReference): void {
  const { catalog } = file;
  const form = formOf(file);
  if (form === null) {
    const AcroForm = `<< /Fields [${referenceText(field)}] /SigFlags ${signatureFlags} >>`;
    put(update, catalog, { AcroForm });
    return;
  }
  const fields = file.resolve(form.dictionary.entries.get("Fields"), form.source);
  const flags = integerOf(form.dictionary.entries.get("SigFlags")) ?? 0;
  const changes: Record<string, string | Uint8Array> = {
    SigFlags: String(flags | signatureFlags),
  };
  if (fields.value?.kind !== "array") changes["Fields"] = `[${referenceText(field)}]`;
  else {
    const longer = appendToArray(fields.value, fields.source, field);
    if (fields.object === null) changes["Fields"] = longer;
    else update.put(fields.object, longer);
  }
  if (form.object !== null) put(update, form, changes);
  else put(update, catalog, { AcroForm: editDictionary(form, changes) });
}

/** A name that no field of the form has: `Signature1`, `Signature2`… */
export function freeFieldName(file: PdfFile): string {
  const form = formOf(file);
  const taken = new Set<string>();
  if (form !== null) {
    const fields = file.resolve(form.dictionary.entries.get("Fields"), form.source);
    const items = fields.value?.kind === "array" ? fields.value.items : [];
    for (const item of items) {
      const field = file.dictionary(item, fields.source);
      const name = field && file.resolve(field.dictionary.entries.get("T"), field.source).value;
      if (name?.kind === "string") taken.add(readTextString(name.value));
    }
  }
  let number = 1;
  while (taken.has(`Signature${number}`)) number += 1;
  return `Signature${number}`;
}

function put(
  update: IncrementalUpdate,
  located: LocatedDictionary,
  changes: Readonly<Record<string, string | Uint8Array>>,
): void {
  if (located.object !== null) update.put(located.object, editDictionary(located, changes));
}
