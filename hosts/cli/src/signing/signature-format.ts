import { basename, dirname, extname, join } from "node:path";

/** CAdES B-B, PAdES B-B, or nothing but the signature. */
export type SignatureFormat = "cades" | "pades" | "raw";
export const signatureFormats: readonly SignatureFormat[] = ["cades", "pades", "raw"];

/** How a file is signed. */
export interface SignatureForm {
  readonly format: SignatureFormat;
  /** CAdES: whether the signature holds what was signed. */
  readonly attached: boolean;
}

/** The path of what is made of a file, beside it or in a folder: never the file itself. */
export function outputPath(
  path: string,
  { format, attached }: SignatureForm,
  folder = dirname(path),
): string {
  const name = basename(path);
  const end = extname(name);
  if (format === "pades")
    return join(folder, `${name.slice(0, name.length - end.length)}-signed.pdf`);
  return join(folder, `${name}.${format === "raw" ? "sig" : attached ? "p7m" : "p7s"}`);
}
