/** Where a value stands in the bytes it was read from. */
interface Placed {
  readonly start: number;
  readonly end: number;
}

export interface PdfNull extends Placed {
  readonly kind: "null";
}
export interface PdfBoolean extends Placed {
  readonly kind: "boolean";
  readonly value: boolean;
}
export interface PdfNumber extends Placed {
  readonly kind: "number";
  readonly value: number;
}
/** `value` without the solidus, escapes resolved, byte for byte (latin1). */
export interface PdfName extends Placed {
  readonly kind: "name";
  readonly value: string;
}
export interface PdfString extends Placed {
  readonly kind: "string";
  readonly value: Uint8Array;
  readonly hexadecimal: boolean;
}
export interface PdfReference extends Placed {
  readonly kind: "reference";
  readonly number: number;
  readonly generation: number;
}
export interface PdfArray extends Placed {
  readonly kind: "array";
  readonly items: readonly PdfValue[];
}
/** The last entry counts where a key is there twice; `duplicates` tells that there was one. */
export interface PdfDictionary extends Placed {
  readonly kind: "dictionary";
  readonly entries: ReadonlyMap<string, PdfValue>;
  readonly duplicates: boolean;
}

/** An object of ISO 32000-1 section 7.3, streams apart. */
export type PdfValue =
  PdfNull | PdfBoolean | PdfNumber | PdfName | PdfString | PdfReference | PdfArray | PdfDictionary;

/** An object with a number, and the bytes that the places of its values count in. */
export interface PdfObject {
  readonly number: number;
  readonly generation: number;
  readonly value: PdfValue;
  readonly source: Uint8Array;
  /** Where the stream's data begins, if it is a stream. */
  readonly streamStart: number | null;
  /** Whether it stands in an object stream, and so not as it is in the file. */
  readonly compressed: boolean;
}

/** The bytes of a value as they stand. */
export function rawOf(source: Uint8Array, { start, end }: PdfValue): Uint8Array {
  return source.subarray(start, end);
}

export function isReference(value: PdfValue | undefined): value is PdfReference {
  return value?.kind === "reference";
}

export function integerOf(value: PdfValue | undefined): number | null {
  return value?.kind === "number" && Number.isSafeInteger(value.value) ? value.value : null;
}

export function nameOf(value: PdfValue | undefined): string | null {
  return value?.kind === "name" ? value.value : null;
}
