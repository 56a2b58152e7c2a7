import {
  waiting,
  type FileRef,
  type Files,
  type Outcome,
  type PerennialError,
  type Refusal,
  type UploadedFile,
  type WaitForFile,
} from "@perennial/api";

/** What a document may be, and how much. `docs/portal.md`, "Data verification". */
const maxBytes = 5 * 1024 * 1024;
/** Somewhat more is taken in, to be refused with its size and the limit. */
export const takenBytes = 8 * 1024 * 1024;
export const documentNames = ["*.pdf", "*.jpg", "*.jpeg", "*.png"];

const types: readonly (readonly [string, RegExp])[] = [
  ["image/jpeg", /^\xFF\xD8\xFF/],
  ["image/png", /^\x89PNG\r\n\x1A\n/],
  // A PDF may have something before its header, ISO 32000-1 Annex H.3.4.1.
  ["application/pdf", /^[^]{0,1019}?%PDF-/],
];

/** The document as it is sent, or why it is not taken. */
export async function checkDocument(
  files: Files,
  { name, size, handle }: FileRef,
): Promise<UploadedFile | Refusal> {
  if (size === 0) return { code: "certum.document.empty", params: { detail: name } };
  if (size > maxBytes) {
    return { code: "certum.document.too-large", params: { detail: name, size, limit: maxBytes } };
  }
  const content = await files.read(handle);
  const start = Buffer.from(content.slice(0, 1400), "base64").toString("latin1");
  const contentType = types.find(([, beginning]) => beginning.test(start))?.[0];
  if (contentType === undefined) return { code: "certum.document.type", params: { detail: name } };
  return { name, contentType, content };
}

/** What the panel says of a document: which one it was, but of a duplicate its receipt. */
export function refusalOfDocument({ code, params }: PerennialError, name: string): Refusal {
  return { code, params: code === "certum.document.duplicate" ? params : { detail: name } };
}

/** Asks for a document that shows that the organization exists. */
export function askForDocument(
  asked: Pick<WaitForFile, "key" | "text" | "instructions" | "except" | "refusal">,
): Outcome<never> {
  return waiting({ for: "file", names: documentNames, maxBytes: takenBytes, ...asked });
}
