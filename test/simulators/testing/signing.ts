import { openssl } from "./openssl.js";

/** Who signs: both PEM. */
export interface TestSigner {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** CAdES with the content inside, as `openssl cms -sign -cades` makes it. */
export function signFile(content: Uint8Array, signer: TestSigner): Promise<Buffer> {
  return sign(content, signer, ["-nodetach", "-cades"]);
}

/** The same without the reference to the signer's certificate, which CAdES asks for. */
export function signFilePlainly(content: Uint8Array, signer: TestSigner): Promise<Buffer> {
  return sign(content, signer, ["-nodetach"]);
}

function sign(
  content: Uint8Array,
  { certificatePem, privateKeyPem }: TestSigner,
  options: readonly string[],
): Promise<Buffer> {
  return openssl(
    { content, cert: certificatePem, key: privateKeyPem },
    ...["cms", "-sign", "-binary", "-md", "sha256", "-outform", "DER", ...options],
    ...["-in", "{content}", "-signer", "{cert}", "-inkey", "{key}", "-out", "{out}"],
  );
}

/** Bytes that a signature may have. */
const ROOM = 8192;

/**
 * PAdES: an incremental update with a signature field on the first page, written by hand so that no
 * tool of Perennial's has a part in it. The PDF must have classic cross-references.
 */
export async function signPdf(pdf: Uint8Array, signer: TestSigner): Promise<Buffer> {
  const original = Buffer.from(pdf);
  const { prepared, gapStart, gapEnd } = withPlaceholder(original);
  const signed = Buffer.concat([prepared.subarray(0, gapStart), prepared.subarray(gapEnd)]);
  const cms = await sign(signed, signer, ["-cades"]);
  const hex = cms.toString("hex").padEnd(ROOM * 2, "0");
  prepared.write(`<${hex}>`, gapStart, "latin1");
  return prepared;
}

interface Prepared {
  readonly prepared: Buffer;
  readonly gapStart: number;
  readonly gapEnd: number;
}

function withPlaceholder(original: Buffer): Prepared {
  const text = original.toString("latin1");
  const last = (pattern: RegExp): string => [...text.matchAll(pattern)].at(-1)?.[1] ?? "";
  const size = Number(last(/\/Size (\d+)/g));
  const root = Number(last(/\/Root (\d+) 0 R/g));
  const previous = last(/startxref\s+(\d+)/g);
  const catalog = dictionary(text, root);
  const range = "/ByteRange [0 0000000000 0000000000 0000000000]";
  const objects = new Map([
    [root, catalog.replace(/>>\s*$/, `/AcroForm << /Fields [${size} 0 R] /SigFlags 3 >> >>`)],
    [
      size,
      `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Semnatura) /Rect [0 0 0 0] /F 132 /V ${size + 1} 0 R >>`,
    ],
    [
      size + 1,
      `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached ${range} /Contents <${"0".repeat(ROOM * 2)}> >>`,
    ],
  ]);
  let body = `${text}\n`;
  const entries: string[] = [];
  for (const [number, content] of objects) {
    entries.push(`${number} 1\n${String(body.length).padStart(10, "0")} 00000 n \n`);
    body += `${number} 0 obj\n${content}\nendobj\n`;
  }
  const start = body.length;
  body += `xref\n${entries.join("")}trailer\n<< /Size ${size + 2} /Root ${root} 0 R /Prev ${previous} >>\nstartxref\n${start}\n%%EOF\n`;
  const gapStart = body.indexOf("/Contents <", original.length) + "/Contents ".length;
  const gapEnd = gapStart + ROOM * 2 + 2;
  const numbers = [gapStart, gapEnd, body.length - gapEnd].map((value) =>
    String(value).padStart(10, "0"),
  );
  return {
    prepared: Buffer.from(body.replace(range, `/ByteRange [0 ${numbers.join(" ")}]`), "latin1"),
    gapStart,
    gapEnd,
  };
}

function dictionary(text: string, number: number): string {
  const found = [
    ...text.matchAll(new RegExp(`(?<!\\d)${number} 0 obj\\s*(<<.*?>>)\\s*endobj`, "gs")),
  ];
  return found.at(-1)?.[1] ?? "";
}
