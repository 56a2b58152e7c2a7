/** A block of a PEM file, RFC 7468. */
export interface PemBlock {
  /** For example `CERTIFICATE`. */
  readonly label: string;
  /** The decoded content, or null where it is damaged or has no end. */
  readonly content: Uint8Array | null;
}

/** The blocks of a text, and whether anything but white space stands before the first. */
export interface PemBlocks {
  readonly blocks: readonly PemBlock[];
  readonly leadingText: boolean;
}

const begin = /-----BEGIN ([^\r\n-]+)-----/gu;

/** Finds PEM blocks in a text with any line ends. Text around and between them is skipped. */
export function readPem(text: string): PemBlocks {
  const blocks: PemBlock[] = [];
  let first: number | undefined;
  // Found once for all blocks up to it: searching it anew for each would take quadratic time.
  let end = text.indexOf("-----END ");
  begin.lastIndex = 0;
  for (let found = begin.exec(text); found !== null; found = begin.exec(text)) {
    first ??= found.index;
    const label = (found[1] ?? "").trim();
    const start = begin.lastIndex;
    if (end !== -1 && end < start) end = text.indexOf("-----END ", start);
    const next = text.indexOf("-----BEGIN ", start);
    const whole =
      end !== -1 && (next === -1 || end < next) && text.startsWith(`-----END ${label}-----`, end);
    blocks.push({ label, content: whole ? decodeBody(text.slice(start, end)) : null });
  }
  return { blocks, leadingText: first !== undefined && text.slice(0, first).trim() !== "" };
}

/** Base64 of RFC 4648 section 4, white space ignored; null if it is anything else or empty. */
export function decodeBase64(text: string): Uint8Array | null {
  const compact = text.replace(/\s+/gu, "");
  if (compact === "" || !/^[A-Za-z0-9+/]+={0,2}$/u.test(compact)) return null;
  // The characters of a quantum: one alone carries no byte.
  if (compact.replace(/=+$/u, "").length % 4 === 1) return null;
  if (compact.includes("=") && compact.length % 4 !== 0) return null;
  return new Uint8Array(Buffer.from(compact, "base64"));
}

/** PEM with lines of 64 characters and LF line ends, RFC 7468 section 2. */
export function encodePem(label: string, der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString("base64")
    .replace(/.{64}(?=.)/gu, "$&\n");
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

/** Drops the headers of RFC 1421 (`Proc-Type: …`), which end with an empty line. */
function decodeBody(body: string): Uint8Array | null {
  const lines = body.split(/\r\n|\r|\n/u);
  const headers = lines.findIndex((line) => line.includes(":"));
  if (headers === -1) return decodeBase64(body);
  const blank = lines.findIndex((line, index) => index > headers && line.trim() === "");
  return blank === -1 ? null : decodeBase64(lines.slice(blank + 1).join("\n"));
}
