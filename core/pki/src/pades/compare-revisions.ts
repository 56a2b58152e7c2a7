import { PerennialError } from "@perennial/api";
import { samePlace } from "./cross-references.js";
import { formOf } from "./interactive-form.js";
import { isMadeOfRevisions } from "./made-of-revisions.js";
import { PdfFile } from "./pdf-file.js";
import type { LocatedDictionary } from "./pdf-file.js";
import { signatureFields } from "./signature-fields.js";
import { isReference, nameOf, rawOf } from "./pdf-value.js";
import type { PdfObject, PdfValue } from "./pdf-value.js";

/** What kind of signature fields a later revision may add. */
type Added = "visible" | "invisible" | "timestamps";

/**
 * Whether what follows an offset adds signatures and their validation data (the DSS of ETSI
 * EN 319 142-1 section 5.4) to the document and changes nothing else of it. So that a person sees
 * what was signed first, an object that was there may only change as a further signature changes it:
 * the catalog in its form, the form in its fields, a page in its annotations, and both lists by
 * signature fields at their end.
 * @param end of the signed revision.
 * @param added whether the signature fields may show something: their box could cover the page. For
 *   `timestamps` they are document time-stamps, which is no change even where none is allowed (ISO
 *   32000-2 section 12.8.2.2.2).
 */
export function onlyAddsSignatures(file: PdfFile, end: number, added: Added): boolean {
  try {
    if (!isMadeOfRevisions(file, end) || isAmbiguous(file, end)) return false;
    const signed = PdfFile.open(file.bytes.subarray(0, end), file.limits);
    if (signed.catalog.object?.number !== file.catalog.object?.number) return false;
    const roles = new Roles(signed, added);
    const changed = [...file.numbers].filter(
      (number) => !samePlace(signed.place(number), file.place(number)),
    );
    const shown = new Set(signatureFields(file).map(({ signature }) => signature.object?.number));
    return (
      changed.every((number) => roles.allows(file, number)) &&
      changed.every((number) => shown.has(number) || !isSignature(file.object(number))) &&
      missingReferences(signed).every((number) => !changed.includes(number))
    );
  } catch (error) {
    // What cannot be read cannot be judged.
    if (PerennialError.is(error)) return false;
    throw error;
  }
}

/** Which of two entries with the same key counts, readers do not agree about. */
function isAmbiguous({ sections }: PdfFile, end: number): boolean {
  return sections.some(({ offset, trailer }) => offset >= end && trailer.duplicates);
}

/** A signature that no field shows was hidden, or damaged so that it is not seen. */
function isSignature(object: PdfObject | null): boolean {
  if (object?.value.kind !== "dictionary") return false;
  const { entries } = object.value;
  return (
    nameOf(entries.get("Type")) === "Sig" || entries.has("ByteRange") || entries.has("SubFilter")
  );
}

/** What the objects of a signed revision are for. */
class Roles {
  private readonly catalog: number | null;
  private readonly form: number | null;
  private readonly fields: number | null;
  /** Lists of annotations that are objects of their own. */
  private readonly annotations: ReadonlySet<number>;

  constructor(
    private readonly signed: PdfFile,
    private readonly added: Added,
  ) {
    const form = formOf(signed);
    this.catalog = signed.catalog.object?.number ?? null;
    this.form = form?.object?.number ?? null;
    this.annotations = annotationLists(signed);
    this.fields =
      (form && signed.resolve(form.dictionary.entries.get("Fields"), form.source).object?.number) ??
      null;
  }

  allows(file: PdfFile, number: number): boolean {
    const before = this.signed.object(number);
    const after = file.object(number);
    // A new object shows nothing of itself: what refers to it is looked at.
    if (before === null) return after === null || number >= this.signed.size;
    if (after === null || after.streamStart !== null || before.streamStart !== null) return false;
    // References with the new generation led nowhere before.
    if (after.generation !== before.generation) return false;
    const [left, right] = [before.value, after.value];
    if (left.kind === "array" && right.kind === "array") {
      const isList = number === this.fields || this.annotations.has(number);
      return isList && listGrows(file, before, after, this.added);
    }
    const [was, is] = [located(before), located(after)];
    if (was === null || is === null) return false;
    if (number === this.catalog) {
      return (
        sameEntries(was, is, ["AcroForm", "DSS", "Extensions"]) && this.formGrows(file, was, is)
      );
    }
    if (number === this.form) return this.fieldsGrow(file, was, is);
    return (
      nameOf(was.dictionary.entries.get("Type")) === "Page" &&
      sameEntries(was, is, ["Annots"]) &&
      this.listGrowsIn(file, was, is, "Annots")
    );
  }

  private formGrows(file: PdfFile, was: LocatedDictionary, is: LocatedDictionary): boolean {
    const before = was.dictionary.entries.get("AcroForm");
    const after = is.dictionary.entries.get("AcroForm");
    // The form that both refer to is looked at where it changed.
    if (isReference(before) || (isReference(after) && before !== undefined)) {
      return isReference(before) && isReference(after) && before.number === after.number;
    }
    const old = this.signed.dictionary(before, was.source) ?? noForm;
    const now = file.dictionary(after, is.source);
    return now !== null && this.fieldsGrow(file, old, now);
  }

  private fieldsGrow(file: PdfFile, was: LocatedDictionary, is: LocatedDictionary): boolean {
    const free = ["Fields", "SigFlags", ...(was === noForm ? ["DA", "DR"] : [])];
    return sameEntries(was, is, free) && this.listGrowsIn(file, was, is, "Fields");
  }

  private listGrowsIn(
    file: PdfFile,
    was: LocatedDictionary,
    is: LocatedDictionary,
    key: string,
  ): boolean {
    const before = was.dictionary.entries.get(key);
    const after = is.dictionary.entries.get(key);
    if (isReference(before) && isReference(after)) return before.number === after.number;
    return listGrows(
      file,
      this.signed.resolve(before, was.source),
      file.resolve(after, is.source),
      this.added,
    );
  }
}

/** What a document without a form has. */
const noForm: LocatedDictionary = {
  dictionary: { kind: "dictionary", entries: new Map(), duplicates: false, start: 0, end: 0 },
  source: new Uint8Array(),
  object: null,
};

interface Located {
  readonly value: PdfValue | undefined;
  readonly source: Uint8Array;
}

/** Whether a list has what it had, byte for byte, and signature fields after it. */
function listGrows(file: PdfFile, before: Located, after: Located, added: Added): boolean {
  const old = before.value?.kind === "array" ? before.value.items : [];
  if (after.value?.kind !== "array" || after.value.items.length < old.length) return false;
  return after.value.items.every((item, index) => {
    const previous = old[index];
    if (previous !== undefined) {
      return Buffer.compare(rawOf(before.source, previous), rawOf(after.source, item)) === 0;
    }
    const field = file.dictionary(item, after.source);
    return (
      field !== null &&
      !field.dictionary.duplicates &&
      nameOf(field.dictionary.entries.get("FT")) === "Sig" &&
      // What happens when the page is opened, or the box comes into view, could show anything.
      !field.dictionary.entries.has("A") &&
      !field.dictionary.entries.has("AA") &&
      (added !== "timestamps" || isTimestamp(file, field)) &&
      (added === "visible" ||
        isEmptyBox(file.resolve(field.dictionary.entries.get("Rect"), field.source).value))
    );
  });
}

/** A field with a document time-stamp, ETSI EN 319 142-1 section 5.4.3. */
function isTimestamp(file: PdfFile, { dictionary, source }: LocatedDictionary): boolean {
  const value = file.dictionary(dictionary.entries.get("V"), source);
  if (value === null || value.dictionary.duplicates) return false;
  const kind = file.resolve(value.dictionary.entries.get("SubFilter"), value.source).value;
  return nameOf(kind) === "ETSI.RFC3161";
}

/** A box without an area, as that of an invisible signature. */
function isEmptyBox(box: PdfValue | undefined): boolean {
  const corners = box?.kind === "array" ? box.items : [];
  const [left, bottom, right, top] = corners.map((item) =>
    item.kind === "number" ? item.value : Number.NaN,
  );
  return corners.length === 4 && (left === right || bottom === top);
}

/** Whether all entries but some are the same, byte for byte, and each is there once. */
function sameEntries(
  was: LocatedDictionary,
  is: LocatedDictionary,
  except: readonly string[],
): boolean {
  if (was.dictionary.duplicates || is.dictionary.duplicates) return false;
  const keys = new Set([...was.dictionary.entries.keys(), ...is.dictionary.entries.keys()]);
  return [...keys].every((key) => {
    if (except.includes(key)) return true;
    const before = was.dictionary.entries.get(key);
    const after = is.dictionary.entries.get(key);
    return (
      before !== undefined &&
      after !== undefined &&
      Buffer.compare(rawOf(was.source, before), rawOf(is.source, after)) === 0
    );
  });
}

function located(object: PdfObject): LocatedDictionary | null {
  return object.value.kind === "dictionary"
    ? { dictionary: object.value, source: object.source, object }
    : null;
}

function annotationLists(signed: PdfFile): ReadonlySet<number> {
  const lists = everyObject(signed).flatMap(({ value }) => {
    const isPage = value.kind === "dictionary" && nameOf(value.entries.get("Type")) === "Page";
    const annotations = isPage ? value.entries.get("Annots") : undefined;
    return isReference(annotations) ? [annotations.number] : [];
  });
  return new Set(lists);
}

/** Numbers that a revision refers to without having them: adding such an object changes it. */
function missingReferences(signed: PdfFile): readonly number[] {
  const missing = new Set<number>();
  for (const { value } of everyObject(signed)) {
    for (const number of referencesIn(value)) {
      if (signed.object(number) === null) missing.add(number);
    }
  }
  return [...missing];
}

function everyObject(file: PdfFile): readonly PdfObject[] {
  return [...file.numbers].flatMap((number) => {
    const object = file.object(number);
    return object === null ? [] : [object];
  });
}

function* referencesIn(value: PdfValue): Generator<number> {
  if (value.kind === "reference") yield value.number;
  else if (value.kind === "array") for (const item of value.items) yield* referencesIn(item);
  else if (value.kind === "dictionary") {
    for (const item of value.entries.values()) yield* referencesIn(item);
  }
}
