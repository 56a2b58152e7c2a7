import { PerennialError } from "@perennial/api";
import type { PdfFile } from "./pdf-file.js";
import { integerOf } from "./pdf-value.js";

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
  if (signature === null) return;
  const references = file.resolve(signature.dictionary.entries.get("Reference"), signature.source);
  const items = references.value?.kind === "array" ? references.value.items : [];
  for (const item of items) {
    const reference = file.dictionary(item, references.source);
    const parameters =
      reference &&
      file.dictionary(reference.dictionary.entries.get("TransformParams"), reference.source);
    const permission =
      parameters && file.resolve(parameters.dictionary.entries.get("P"), parameters.source);
    if (permission && integerOf(permission.value) === 1) {
      throw new PerennialError("pdf.no-changes-allowed");
    }
  }
}
