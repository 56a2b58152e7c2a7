import { formOf } from "./interactive-form.js";
import type { LocatedDictionary, PdfFile } from "./pdf-file.js";
import { damaged } from "./pdf-lexer.js";
import { readTextString } from "./pdf-text.js";
import { nameOf } from "./pdf-value.js";
import type { PdfValue } from "./pdf-value.js";
import { tooComplex } from "./reading-limits.js";

/** A signature field with a signature in it. */
export interface SignatureField {
  /** The full name, partial names with periods between them. */
  readonly name: string;
  /** The signature dictionary. */
  readonly signature: LocatedDictionary;
}

interface Inherited {
  readonly name: string;
  readonly type: string | null;
  readonly value: PdfValue | undefined;
  readonly source: Uint8Array;
}

/** Fields inside fields; real forms have a handful of levels. */
const deepest = 64;
/** Signatures of one file: each takes the time to read all of it. */
const mostSignatures = 128;

/**
 * The signatures of the interactive form, in its order, ISO 32000-1 sections 12.7.3 and 12.7.4.5.
 * @throws PerennialError `pdf.damaged`, `pdf.too-complex`.
 */
export function signatureFields(file: PdfFile): readonly SignatureField[] {
  const form = formOf(file);
  if (form === null) return [];
  const seen = new Set<number>();
  const found: SignatureField[] = [];
  const walk = (list: PdfValue | undefined, source: Uint8Array, from: Inherited, depth = 0) => {
    if (depth > deepest) throw damaged("fields nested too deeply");
    const items = file.resolve(list, source);
    if (items.value?.kind !== "array") return;
    for (const item of items.value.items) {
      const field = file.dictionary(item, items.source);
      if (field?.object === null || field === null || seen.has(field.object.number)) continue;
      seen.add(field.object.number);
      const own = inherit(file, field, from);
      const kids = field.dictionary.entries.get("Kids");
      if (kids !== undefined) walk(kids, field.source, own, depth + 1);
      const signature = own.type === "Sig" ? file.dictionary(own.value, own.source) : null;
      const known = found.some(
        ({ signature: other }) => other.dictionary === signature?.dictionary,
      );
      if (signature !== null && !known) found.push({ name: own.name, signature });
      if (found.length > mostSignatures) throw tooComplex("signatures");
    }
  };
  const none = { name: "", type: null, value: undefined, source: form.source };
  walk(form.dictionary.entries.get("Fields"), form.source, none);
  return found;
}

function inherit(file: PdfFile, field: LocatedDictionary, from: Inherited): Inherited {
  const { entries } = field.dictionary;
  const partial = file.resolve(entries.get("T"), field.source).value;
  const text = partial?.kind === "string" ? readTextString(partial.value) : null;
  const type = nameOf(file.resolve(entries.get("FT"), field.source).value);
  const value = entries.get("V");
  return {
    name: text === null ? from.name : [from.name, text].filter((part) => part !== "").join("."),
    type: type ?? from.type,
    value: value ?? from.value,
    source: value === undefined ? from.source : field.source,
  };
}
