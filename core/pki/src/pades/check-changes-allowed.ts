import { PerennialError } from "@perennial/api";
import type { LocatedDictionary, PdfFile } from "./pdf-file.js";
import { integerOf, nameOf } from "./pdf-value.js";

/**
 * A certified document may forbid every change (DocMDP with P 1, ISO 32000-1 section 12.8.2.2): a
 * further signature would make the certification invalid.
 * @throws PerennialError `pdf.no-changes-allowed`.
 */
export function checkChangesAllowed(file: PdfFile): void {
  const { catalog } = file;
  const permissions = file.dictionary(catalog.dictionary.entries.get("Perms"), catalog.source);
  if (permissions === null) return;
  const certified = permissions.dictionary.entries.get("DocMDP");
  const signature = file.dictionary(certified, permissions.source);
  if (signature !== null && forbidsChanges(file, signature)) {
    throw new PerennialError("pdf.no-changes-allowed");
  }
}

/**
 * Whether a signature says that the document may not be changed after it: what DocMDP with P 1 is.
 * Without P, filling in and signing are allowed.
 */
export function forbidsChanges(file: PdfFile, signature: LocatedDictionary): boolean {
  const references = file.resolve(signature.dictionary.entries.get("Reference"), signature.source);
  const items = references.value?.kind === "array" ? references.value.items : [];
  return items.some((item) => {
    const reference = file.dictionary(item, references.source);
    if (reference === null) return false;
    const { dictionary, source } = reference;
    const method = nameOf(file.resolve(dictionary.entries.get("TransformMethod"), source).value);
    const parameters = file.dictionary(dictionary.entries.get("TransformParams"), source);
    if (parameters === null || (method !== null && method !== "DocMDP")) return false;
    const permission = file.resolve(parameters.dictionary.entries.get("P"), parameters.source);
    return integerOf(permission.value) === 1;
  });
}
