import { deflateSync } from "node:zlib";

const catalog = "<</Type/Catalog/Pages 2 0 R>>";
const pages = "<</Type/Pages/Kids[3 0 R]/Count 1>>";
const page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>";
const header = "%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3\n";

function latin1(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}

function entry(offset: number): string {
  return `${String(offset).padStart(10, "0")} 00000 n \n`;
}

/** As ISO 32000-1 annex F has it: the first page's cross-references first, the others at the end. */
export function linearised(): Uint8Array {
  const blank = "0".repeat(10);
  const build = (length: number, at: readonly number[]) => {
    const digits = (value: number) => String(value).padStart(10, "0");
    const [first = 0, one = 0, three = 0, endOfFirst = 0, two = 0, main = 0] = at;
    const places: number[] = [];
    let text = header;
    text += `4 0 obj\n<</Linearized 1/L ${digits(length)}/H[0 0]/O 3/E ${digits(endOfFirst)}/N 1/T ${digits(main)}>>\nendobj\n`;
    places.push(text.length);
    text += `xref\n3 2\n${entry(three)}${entry(header.length)}1 1\n${entry(one)}`;
    text += `trailer\n<</Size 5/Root 1 0 R/Prev ${digits(main)}>>\nstartxref\n0\n%%EOF\n`;
    places.push(text.length);
    text += `1 0 obj\n${catalog}\nendobj\n`;
    places.push(text.length);
    text += `3 0 obj\n${page}\nendobj\n`;
    places.push(text.length);
    places.push(text.length);
    text += `2 0 obj\n${pages}\nendobj\n`;
    places.push(text.length);
    text += `xref\n0 1\n0000000000 65535 f \n2 1\n${entry(two)}trailer\n<</Size 3>>\n`;
    text += `startxref\n${first === 0 ? blank.slice(0, 3) : String(first)}\n%%EOF\n`;
    return { text, places };
  };
  const draft = build(0, []);
  return latin1(build(draft.text.length, draft.places).text);
}

/** Section 7.5.8.4: a table that hides the page, and a stream that has it in an object stream. */
export function hybrid(): Uint8Array {
  let text = header;
  const at: Record<number, number> = {};
  const add = (number: number, body: string) => {
    at[number] = text.length;
    text += `${number} 0 obj\n${body}\nendobj\n`;
  };
  add(1, catalog);
  add(2, pages);
  const packed = `3 0 ${page}`;
  add(4, stream(`/Type/ObjStm/N 1/First 4`, packed));
  const row = (type: number, second: number, third: number) =>
    String.fromCharCode(type, second >> 8, second & 0xff, third);
  at[5] = text.length;
  add(5, stream("/Type/XRef/Size 6/W[1 2 1]/Index[3 1]", row(2, 4, 0)));
  const start = text.length;
  text += "xref\n0 1\n0000000003 65535 f \n";
  text += `1 5\n${entry(at[1] ?? 0)}${entry(at[2] ?? 0)}0000000000 00000 f \n${entry(at[4] ?? 0)}${entry(at[5])}`;
  text += `trailer\n<</Size 6/Root 1 0 R/XRefStm ${at[5]}>>\nstartxref\n${start}\n%%EOF\n`;
  return latin1(text);
}

/** A stream of cross-references whose rows went through one of the filters of PNG. */
export function predicted(filter: number): Uint8Array {
  let text = header;
  const rows: number[][] = [[0, 0, 0, 0]];
  for (const [index, body] of [catalog, pages, page].entries()) {
    rows.push([1, text.length >> 8, text.length & 0xff, 0]);
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
  }
  const start = text.length;
  rows.push([1, start >> 8, start & 0xff, 0]);
  const filtered = rows.flatMap((row, at) => [
    filter,
    ...row.map((octet, column) => {
      const left = column === 0 ? 0 : (row[column - 1] ?? 0);
      const up = rows[at - 1]?.[column] ?? 0;
      const upLeft = column === 0 ? 0 : (rows[at - 1]?.[column - 1] ?? 0);
      const estimates = [0, left, up, Math.floor((left + up) / 2), paeth(left, up, upLeft)];
      return (octet - (estimates[filter] ?? 0)) & 0xff;
    }),
  ]);
  const data = deflateSync(Uint8Array.from(filtered)).toString("latin1");
  const entries =
    "/Type/XRef/Size 5/Root 1 0 R/W[1 2 1]/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 4>>";
  text += `4 0 obj\n${stream(entries, data)}\nendobj\nstartxref\n${start}\n%%EOF\n`;
  return latin1(text);
}

function stream(entries: string, data: string): string {
  return `<<${entries}/Length ${data.length}>>\nstream\n${data}\nendstream`;
}

/** RFC 2083 section 6.6: the neighbour that is nearest, left, then up, then upper left. */
function paeth(left: number, up: number, upLeft: number): number {
  const distance = (neighbour: number) => Math.abs(left + up - upLeft - neighbour);
  return [left, up, upLeft].reduce((best, next) => (distance(next) < distance(best) ? next : best));
}
