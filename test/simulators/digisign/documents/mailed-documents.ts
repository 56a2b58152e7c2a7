import { PDFDocument, StandardFonts, type PDFFont } from "pdf-lib";
import { fileNames, titles, type MailedKind } from "./document-kind.js";

/** What stands in a document. */
export interface DocumentContent {
  readonly kind: MailedKind;
  /** The order's number. */
  readonly number: string;
  readonly holder: string;
  readonly day: Temporal.PlainDate;
}

/** What the proforma asks for; made up. */
const amount = "119,00 RON";

/**
 * The manual's own words are written without diacritics, and so are these: the standard fonts of PDF
 * have none of Romanian's. No text speaks of the other documents.
 */
const paragraphs: Readonly<Record<MailedKind, readonly string[]>> = {
  contract: [
    "Prestatorul furnizeaza titularului un certificat digital calificat, emis la data aleasa.",
    "Titularul pastreaza dispozitivul criptografic eToken si parola acestuia.",
    "Prezentul act se semneaza electronic cu certificatul care se reinnoieste.",
  ],
  declaration: [
    "Subsemnatul, titular al certificatului digital calificat, solicit reinnoirea acestuia.",
    "Datele din formularul de cerere sunt corecte si actuale.",
  ],
  terms: [
    "Certificatul se utilizeaza pentru semnatura electronica, potrivit legii.",
    "Titularul solicita revocarea certificatului in caz de pierdere a dispozitivului eToken.",
  ],
  proforma: [
    `Reinnoire certificat digital calificat, 1 an. Total de plata: ${amount}`,
    "Cont: RO49 AAAA 1B31 0075 9384 0000 (fictiv).",
    "Copia ordinului de plata se trimite la helpdesk@digisign.ro.",
  ],
};

/** `Contract_RC-2026-000123.pdf`, … */
export function documentFileName(kind: MailedKind, number: string): string {
  return `${fileNames[kind]}_${number}.pdf`;
}

/** Makes one of the documents that are mailed: a PDF with its text on the first page. */
export async function drawDocument(content: DocumentContent): Promise<Buffer> {
  const pdf = await PDFDocument.create();
  const instant = new Date(`${content.day.toString()}T00:00:00Z`);
  pdf.setTitle(`${titles[content.kind]} ${content.number}`);
  pdf.setProducer("DigiSign, simulated");
  pdf.setCreationDate(instant);
  pdf.setModificationDate(instant);
  const bold = await pdf.embedFont(StandardFonts.HelveticaBold);
  const plain = await pdf.embedFont(StandardFonts.Helvetica);
  const page = pdf.addPage([595, 842]);
  page.drawText(titles[content.kind], { x: 60, y: 770, size: 18, font: bold });
  for (const [index, line] of lines(content, plain).entries())
    page.drawText(line, { x: 60, y: 735 - index * 18, size: 11, font: plain });
  // Classic cross-references: any tool can add a signature to them.
  return Buffer.from(await pdf.save({ useObjectStreams: false }));
}

function lines({ kind, number, holder, day }: DocumentContent, font: PDFFont): readonly string[] {
  return [
    `Comanda nr. ${number}`,
    `Titular: ${printable(holder, font)}`,
    `Data: ${day.toString()}`,
    "",
    ...paragraphs[kind],
    "",
    "DIGISIGN S.A. (simulare, fara valoare)",
  ];
}

/** A name as the font can write it: without diacritics it does not have, and `?` for the rest. */
function printable(text: string, font: PDFFont): string {
  const letters = new Set(font.getCharacterSet());
  return [...text]
    .map((letter) => {
      const [plain = "?"] = letter.normalize("NFD");
      return [letter, plain].find((one) => letters.has(one.codePointAt(0) ?? 0)) ?? "?";
    })
    .join("");
}
