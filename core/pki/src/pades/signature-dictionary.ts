import { pdfBytes, pdfDate, pdfTextString } from "./pdf-text.js";

/** Texts of a signature dictionary, ISO 32000-1 section 12.8.1, table 252. */
export interface SignatureTexts {
  readonly name?: string;
  readonly reason?: string;
  readonly location?: string;
  readonly contact?: string;
}

/** A signature dictionary with places that are filled when the file is laid out and signed. */
export interface UnfilledSignature {
  readonly bytes: Uint8Array;
  /**
   * Writes the byte range: the whole file without the contents.
   * @param start where the dictionary begins in the file.
   * @returns both ranges, from and to.
   */
  fillByteRange(file: Buffer, start: number): readonly (readonly [number, number])[];
  /** Writes the message, zeros after it. */
  fillContents(file: Buffer, start: number, message: Uint8Array): void;
}

/** Room for `[0 … … …]` with offsets of ten digits. */
const byteRangeLength = 40;

/**
 * The dictionary of a PAdES signature, ETSI EN 319 142-1 section 6.3: the time in `M`, and the
 * message in `Contents`.
 * @param size the most bytes of the message.
 */
export function signatureDictionary(
  at: Date,
  size: number,
  texts: SignatureTexts,
): UnfilledSignature {
  const entries = [
    ["Name", texts.name],
    ["Reason", texts.reason],
    ["Location", texts.location],
    ["ContactInfo", texts.contact],
  ].flatMap(([key, text]) => (text === undefined ? [] : [`/${key} ${pdfTextString(text)}\n`]));
  const before = pdfBytes(
    "<<\n/Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.CAdES.detached\n",
    `/M ${pdfDate(at)}\n`,
    ...entries,
    "/ByteRange ",
  );
  const between = "\n/Contents ";
  const contentsAt = before.length + byteRangeLength + between.length;
  const contentsLength = 2 * size + 2;
  return {
    bytes: pdfBytes(
      before,
      " ".repeat(byteRangeLength),
      between,
      `<${"0".repeat(2 * size)}>`,
      "\n>>",
    ),
    fillByteRange: (file, start) => {
      const from = start + contentsAt;
      const to = from + contentsLength;
      const range = `[0 ${from} ${to} ${file.length - to}]`.padEnd(byteRangeLength);
      file.write(range, start + before.length, "latin1");
      return [
        [0, from],
        [to, file.length],
      ];
    },
    fillContents: (file, start, message) => {
      file.write(Buffer.from(message).toString("hex"), start + contentsAt + 1, "latin1");
    },
  };
}
