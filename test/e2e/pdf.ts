/** A PDF of so many empty pages with a table of cross-references, as ISO 32000-1 section 7.5 has it. */
export function plainPdf(pages = 1, trailer = ""): Buffer {
  const kids = Array.from({ length: pages }, (_one, index) => `${index + 3} 0 R`).join(" ");
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    `<</Type/Pages/Kids[${kids}]/Count ${pages}/MediaBox[0 0 595 842]>>`,
    ...Array.from({ length: pages }, () => "<</Type/Page/Parent 2 0 R/Resources<<>>>>"),
  ];
  let text = "%PDF-1.7\n";
  const rows = ["0000000000 65535 f \n"];
  for (const [index, body] of objects.entries()) {
    rows.push(`${String(text.length).padStart(10, "0")} 00000 n \n`);
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
  }
  const start = text.length;
  text += `xref\n0 ${rows.length}\n${rows.join("")}`;
  text += `trailer\n<</Size ${rows.length}/Root 1 0 R${trailer}>>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, "latin1");
}

/** The file with changed objects after it, as an incremental update, ISO 32000-1 section 7.5.6. */
export function withRevision(file: Buffer, objects: ReadonlyMap<number, string>): Buffer {
  const all = file.toString("latin1");
  const previous = [...all.matchAll(/startxref\s+(\d+)/gu)].at(-1)?.[1] ?? "0";
  const size = Math.max(...[...all.matchAll(/\/Size (\d+)/gu)].map(([, number]) => Number(number)));
  let text = "\n";
  let rows = "";
  for (const [number, body] of objects) {
    const offset = String(file.length + text.length).padStart(10, "0");
    rows += `${number} 1\n${offset} 00000 n \n`;
    text += `${number} 0 obj\n${body}\nendobj\n`;
  }
  const start = file.length + text.length;
  text += `xref\n${rows}trailer\n<</Size ${size}/Root 1 0 R/Prev ${previous}>>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.concat([file, Buffer.from(text, "latin1")]);
}
