/** Letters beyond ASCII that {@link smallPdf} can write, as glyph names of the font. */
const glyphs = {
  ș: "scommaaccent",
  ț: "tcommaaccent",
  Ș: "Scommaaccent",
  Ț: "Tcommaaccent",
  ă: "abreve",
  Ă: "Abreve",
  â: "acircumflex",
  î: "icircumflex",
} as const;
const letters = Object.keys(glyphs);

/** A PDF with a page for each list of lines. */
export function smallPdf(...pages: readonly (readonly string[])[]): Buffer {
  const kids = pages.map((_, index) => `${4 + index * 2} 0 R`).join(" ");
  const differences = Object.values(glyphs)
    .map((name) => `/${name}`)
    .join(" ");
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    `<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [128 ${differences}] >> >>`,
  ];
  for (const [index, lines] of pages.entries()) {
    const text = lines.map((line) => `(${encode(line)}) Tj T*`).join("\n");
    const content = `BT /F1 12 Tf 14 TL 72 760 Td\n${text}\nET`;
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + index * 2} 0 R >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    );
  }
  return pdfOf(objects);
}

/** A PDF of these objects, of which the first is the catalogue. */
export function pdfOf(objects: readonly string[], trailer = ""): Buffer {
  let text = "%PDF-1.7\n";
  const offsets: number[] = [];
  for (const [index, object] of objects.entries()) {
    offsets.push(text.length);
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const size = objects.length + 1;
  const start = text.length;
  text += `xref\n0 ${size}\n0000000000 65535 f \n${table}`;
  text += `trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, "latin1");
}

function encode(line: string): string {
  return [...line]
    .map((letter) => {
      const special = letters.indexOf(letter);
      if (special >= 0) return `\\${(128 + special).toString(8)}`;
      return /[()\\]/.test(letter) ? `\\${letter}` : letter;
    })
    .join("");
}

/** What DigiSign mails for an order. */
export function mailedPdf(title: string, number: string, ...more: readonly string[]): Buffer {
  return smallPdf(["DIGISIGN S.A.", title, `Comanda nr. ${number}`, ...more]);
}
