/** What the identity copy may be. Manual I.4 and III.3 d; their two lists differ, the union counts. */
export const identityTypes = ["pdf", "jpeg", "png", "bmp", "tiff"] as const;
export type IdentityType = (typeof identityTypes)[number];

/** Extensions, lower case, and what such a file has to be. */
export const identityExtensions: ReadonlyMap<string, IdentityType> = new Map([
  ["pdf", "pdf"],
  ["jpeg", "jpeg"],
  ["jpg", "jpeg"],
  ["png", "png"],
  ["bmp", "bmp"],
  ["tif", "tiff"],
  ["tiff", "tiff"],
]);

/** What a file's first bytes say that it is; with those that people take for a picture of theirs. */
export type FileType =
  IdentityType | "gif" | "webp" | "heic" | "zip" | "office" | "html" | "text" | "unknown";

const beginnings: readonly (readonly [FileType, RegExp])[] = [
  ["jpeg", /^\xFF\xD8\xFF/],
  ["png", /^\x89PNG\r\n\x1A\n/],
  ["tiff", /^(?:II\*\0|MM\0\*)/],
  ["gif", /^GIF8[79]a/],
  ["webp", /^RIFF....WEBP/s],
  ["heic", /^....ftyp(?:hei|hev|mif1|msf1|avif)/s],
  ["zip", /^PK(?:\x03\x04|\x05\x06)/],
  ["office", /^\xD0\xCF\x11\xE0/],
  ["bmp", /^BM/],
  // A PDF may have something before its header, ISO 32000-1 Annex H.3.4.1.
  ["pdf", /^.{0,1019}?%PDF-/s],
  ["html", /^\s*<(?:!doctype|html)/i],
  ["text", /^[\t\n\r\x20-\x7E]+$/],
];

export function fileType(bytes: Uint8Array): FileType {
  const start = Buffer.from(bytes.subarray(0, 1024)).toString("latin1");
  return beginnings.find(([, pattern]) => pattern.test(start))?.[0] ?? "unknown";
}

/** Of a file's name, what stands after the last dot, lower case; empty without one. */
export function extensionOf(name: string): string {
  return /\.([^.]*)$/.exec(name.trim())?.[1]?.toLowerCase() ?? "";
}
