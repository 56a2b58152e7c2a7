import { constants } from "node:buffer";

/** A text file. */
export interface DecodedText {
  readonly content: string;
  /** Whether it began with a byte order mark. */
  readonly bom: boolean;
}

/**
 * Decodes UTF-8 and UTF-16 by their byte order marks, and any text without one byte for byte (the
 * armour is ASCII). Null for binary content, and for more than a string can hold.
 */
export function decodeText(bytes: Uint8Array): DecodedText | null {
  if (bytes.length > constants.MAX_STRING_LENGTH) return null;
  const mark = marks.find(({ octets }) => octets.every((octet, index) => bytes[index] === octet));
  if (mark !== undefined) {
    const content = new TextDecoder(mark.encoding).decode(bytes.subarray(mark.octets.length));
    return { content, bom: true };
  }
  if (bytes.includes(0)) return null;
  return { content: new TextDecoder("latin1").decode(bytes), bom: false };
}

const marks = [
  { encoding: "utf-8", octets: [0xef, 0xbb, 0xbf] },
  { encoding: "utf-16le", octets: [0xff, 0xfe] },
  { encoding: "utf-16be", octets: [0xfe, 0xff] },
] as const;
