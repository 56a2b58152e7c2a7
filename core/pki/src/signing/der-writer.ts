/** Identifier octets of the types that are written, X.690 section 8.1.2. */
export const derTags = {
  integer: 0x02,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The identifier octet of a constructed, context-specific tag below 31. */
export function contextTag(number: number): number {
  return 0xa0 | number;
}

/** Identifier and length octets, as short as DER wants them, for a value of this many bytes. */
export function derHeader(tag: number, length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(tag, length);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return Uint8Array.of(tag, 0x80 | octets.length, ...octets);
}

/** One tag-length-value with the parts as its value. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([derHeader(tag, length), ...parts]);
}

export function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return der(derTags.sequence, ...parts);
}

/** The values of a SET OF in the order of their encodings, X.690 section 11.6; each one once. */
export function sortedSet(items: readonly Uint8Array[]): readonly Uint8Array[] {
  return items
    .toSorted((left, right) => Buffer.compare(left, right))
    .filter(
      (item, index, all) => index === 0 || Buffer.compare(item, all[index - 1] ?? item) !== 0,
    );
}

/** An INTEGER of an unsigned number, most significant byte first. */
export function unsignedInteger(magnitude: Uint8Array): Uint8Array {
  const start = magnitude.findIndex((octet) => octet !== 0);
  const octets = start === -1 ? Uint8Array.of(0) : magnitude.subarray(start);
  return (octets[0] ?? 0) >= 0x80
    ? der(derTags.integer, Uint8Array.of(0), octets)
    : der(derTags.integer, octets);
}

/** An OBJECT IDENTIFIER of the dotted form. */
export function objectIdentifier(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return der(
    derTags.objectIdentifier,
    Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)),
  );
}

function base128(arc: number): readonly number[] {
  const octets = [arc % 128];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) {
    octets.unshift(0x80 | (rest % 128));
  }
  return octets;
}

/** A Time as RFC 5652 section 11.3 has it: UTCTime from 1950 to 2049, otherwise GeneralizedTime. */
export function time(at: Date): Uint8Array {
  const digits = `${at.toISOString().replaceAll(/[-:T]|\.\d+/gu, "")}`;
  const year = at.getUTCFullYear();
  return year >= 1950 && year < 2050
    ? der(derTags.utcTime, Buffer.from(digits.slice(2), "latin1"))
    : der(derTags.generalizedTime, Buffer.from(digits, "latin1"));
}
