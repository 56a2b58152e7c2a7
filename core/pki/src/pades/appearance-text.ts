import { PerennialError } from "@perennial/api";

/** Lines as a font of their own encoding has them. */
export interface EncodedLines {
  /** Character codes, hexadecimal. */
  readonly lines: readonly string[];
  /** The font dictionary. */
  readonly font: string;
  /** Width of the longest line at a size of one point. */
  readonly widest: number;
}

/** Letters outside WinAnsiEncoding by their glyph names (Adobe Glyph List): the languages of Europe. */
const glyphs = new Map(
  [
    "Ą Aogonek ą aogonek Ć Cacute ć cacute Ę Eogonek ę eogonek Ł Lslash ł lslash Ń Nacute ń nacute",
    "Ś Sacute ś sacute Ź Zacute ź zacute Ż Zdotaccent ż zdotaccent Ă Abreve ă abreve",
    "Ș uni0218 ș uni0219 Ț uni021A ț uni021B Ş Scedilla ş scedilla Ţ uni0162 ţ uni0163",
    "Č Ccaron č ccaron Ď Dcaron ď dcaron Ě Ecaron ě ecaron Ň Ncaron ň ncaron Ř Rcaron ř rcaron",
    "Ť Tcaron ť tcaron Ů Uring ů uring Ő Ohungarumlaut ő ohungarumlaut Ű Uhungarumlaut",
    "ű uhungarumlaut Đ Dcroat đ dcroat Ā Amacron ā amacron Ē Emacron ē emacron Ī Imacron",
    "ī imacron Ū Umacron ū umacron Ğ Gbreve ğ gbreve İ Idotaccent ı dotlessi Ľ Lcaron ľ lcaron",
  ]
    .join(" ")
    .split(" ")
    .flatMap((word, index, all) =>
      index % 2 === 0 ? [[word, all[index + 1] ?? ""] as const] : [],
    ),
);

/** WinAnsiEncoding beyond latin1, ISO 32000-1 annex D. */
const winAnsi = new Map(
  [..."€\u0000‚ƒ„…†‡ˆ‰Š‹Œ\u0000Ž\u0000\u0000‘’“”•–—˜™š›œ\u0000žŸ"].map(
    (character, index) => [character, 0x80 + index] as const,
  ),
);

/** @throws PerennialError `pdf.bad-appearance` with `problem` `character` and the `character`. */
export async function encodeLines(lines: readonly string[]): Promise<EncodedLines> {
  const own = new Map<string, number>();
  const encode = (character: string): number => {
    const code = character.codePointAt(0) ?? 0;
    if ((code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff)) return code;
    const known = code === 0 ? undefined : (winAnsi.get(character) ?? own.get(character));
    if (known !== undefined) return known;
    // Codes 1 to 31 are free in WinAnsiEncoding.
    if (!glyphs.has(character) || own.size >= 31) {
      throw new PerennialError("pdf.bad-appearance", { problem: "character", character });
    }
    own.set(character, own.size + 1);
    return own.size;
  };
  const encoded = lines.map((line) =>
    Buffer.from([...line.normalize("NFC")].map(encode)).toString("hex"),
  );
  const names = [...own.keys()].map((character) => `/${glyphs.get(character) ?? ""}`).join(" ");
  const differences = names === "" ? "" : `/Differences [1 ${names}] `;
  return {
    lines: encoded,
    font:
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding " +
      `<< /Type /Encoding /BaseEncoding /WinAnsiEncoding ${differences}>> >>`,
    widest: await widestOf(lines),
  };
}

async function widestOf(lines: readonly string[]): Promise<number> {
  const { PDFDocument, StandardFonts } = await import("pdf-lib");
  const font = await (await PDFDocument.create()).embedFont(StandardFonts.Helvetica);
  return Math.max(...lines.map((line) => font.widthOfTextAtSize(plain(line), 1)), 0);
}

/** The letters without what Helvetica's metrics do not have: an accent takes no width. */
function plain(line: string): string {
  return line
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^ -~\u00A0-\u00FF]/gu, (character) => (/\p{Ll}/u.test(character) ? "n" : "M"));
}
