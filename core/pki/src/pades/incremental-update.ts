import { createHash } from "node:crypto";
import type { ReferenceSection } from "./cross-references.js";
import { pdfBytes, pdfName } from "./pdf-text.js";
import type { PdfFile } from "./pdf-file.js";
import { rawOf } from "./pdf-value.js";
import type { PdfDictionary, PdfReference } from "./pdf-value.js";

interface WrittenObject {
  readonly generation: number;
  readonly body: Uint8Array;
}

/** An update ready to be put after a file. */
export interface WrittenUpdate {
  readonly bytes: Uint8Array;
  /** Where each object's body begins, counted from the beginning of the file. */
  readonly bodies: ReadonlyMap<number, number>;
}

/** Entries of a trailer that belong to its section; `ID` is written anew. */
const ownEntries = new Set(
  "Size Prev XRefStm ID Type Length Filter DecodeParms DL W Index".split(" "),
);

/**
 * An incremental update, ISO 32000-1 section 7.5.6: new and changed objects after a file that stays as
 * it is, byte for byte, so that signatures in it stay valid. The cross-references are of the kind
 * that the file ends with, as section 7.5.8.4 wants.
 */
export class IncrementalUpdate {
  private readonly objects = new Map<number, WrittenObject>();
  private next: number;

  constructor(private readonly file: PdfFile) {
    this.next = file.size;
  }

  /** A number for a new object. */
  newReference(): PdfReference {
    const number = this.next;
    this.next += 1;
    return { kind: "reference", number, generation: 0, start: 0, end: 0 };
  }

  /** Writes an object; an existing one of this number is superseded. */
  put(
    { number, generation }: { readonly number: number; readonly generation: number },
    body: Uint8Array,
  ): void {
    this.objects.set(number, { generation, body });
  }

  write(): WrittenUpdate {
    const { bytes } = this.file;
    const newest = this.file.newest;
    const parts: Uint8Array[] = [];
    const places = new Map<number, { readonly offset: number; readonly generation: number }>();
    const bodies = new Map<number, number>();
    let at = bytes.length;
    const add = (part: Uint8Array) => {
      parts.push(part);
      at += part.length;
    };
    if (bytes.at(-1) !== 0x0a && bytes.at(-1) !== 0x0d) add(pdfBytes("\n"));
    for (const [number, { generation, body }] of this.objects) {
      places.set(number, { offset: at, generation });
      add(pdfBytes(`${number} ${generation} obj\n`));
      bodies.set(number, at);
      add(body);
      add(pdfBytes("\nendobj\n"));
    }
    const start = at;
    if (newest.kind === "stream") {
      const { number } = this.newReference();
      places.set(number, { offset: start, generation: 0 });
      add(this.referenceStream(number, places, newest));
    } else add(this.referenceTable(places, newest));
    add(pdfBytes(`startxref\n${start}\n%%EOF\n`));
    return { bytes: Buffer.concat(parts), bodies };
  }

  /** Section 7.5.4: entries of 20 bytes, runs of consecutive numbers. */
  private referenceTable(places: Places, newest: ReferenceSection): Uint8Array {
    const lines = runs(places).map(([first, entries]) => {
      const rows = entries.map(
        ({ offset, generation }) =>
          `${String(offset).padStart(10, "0")} ${String(generation).padStart(5, "0")} n \n`,
      );
      return `${first} ${entries.length}\n${rows.join("")}`;
    });
    return pdfBytes(`xref\n${lines.join("")}trailer\n<<\n`, this.trailerEntries(newest), ">>\n");
  }

  /** Section 7.5.8, not compressed: it is small. */
  private referenceStream(number: number, places: Places, newest: ReferenceSection): Uint8Array {
    const grouped = runs(places);
    const rows = grouped.flatMap(([, entries]) =>
      entries.map(({ offset, generation }) => {
        const row = Buffer.alloc(7);
        row.writeUInt8(1, 0);
        row.writeUInt32BE(offset, 1);
        row.writeUInt16BE(generation, 5);
        return row;
      }),
    );
    const index = grouped.map(([first, entries]) => `${first} ${entries.length}`).join(" ");
    return pdfBytes(
      `${number} 0 obj\n<<\n/Type /XRef\n/W [1 4 2]\n/Index [${index}]\n/Length ${rows.length * 7}\n`,
      this.trailerEntries(newest),
      ">>\nstream\n",
      ...rows,
      "\nendstream\nendobj\n",
    );
  }

  private trailerEntries({ offset, trailer }: ReferenceSection): Uint8Array {
    const kept = [...trailer.entries]
      .filter(([key]) => !ownEntries.has(key))
      .flatMap(([key, value]) => [`${pdfName(key)} `, rawOf(this.file.bytes, value), "\n"]);
    return pdfBytes(...kept, this.identifier(trailer), `/Size ${this.next}\n/Prev ${offset}\n`);
  }

  /** The second identifier changes with each saving, section 14.4. */
  private identifier({ entries }: PdfDictionary): Uint8Array {
    const [first] = (() => {
      const value = this.file.resolve(entries.get("ID"), this.file.bytes).value;
      return value?.kind === "array" ? value.items : [];
    })();
    if (first?.kind !== "string") return new Uint8Array();
    const hash = createHash("sha256").update(String(this.file.bytes.length));
    for (const { body } of this.objects.values()) hash.update(body);
    const second = hash.digest("hex").slice(0, 32);
    return pdfBytes(`/ID [<${Buffer.from(first.value).toString("hex")}> <${second}>]\n`);
  }
}

type Places = ReadonlyMap<number, { readonly offset: number; readonly generation: number }>;
type Run = readonly [
  first: number,
  entries: { readonly offset: number; readonly generation: number }[],
];

/** Entries by runs of consecutive numbers. */
function runs(places: Places): readonly Run[] {
  const found: Run[] = [];
  for (const [number, entry] of [...places].toSorted(([left], [right]) => left - right)) {
    const last = found.at(-1);
    if (last !== undefined && last[0] + last[1].length === number) last[1].push(entry);
    else found.push([number, [entry]]);
  }
  return found;
}
