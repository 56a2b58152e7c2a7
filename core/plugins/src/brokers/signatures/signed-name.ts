import type { SignedFile } from "@perennial/api";

/** Bytes: the stored name has the content's hash in front. */
const longest = 180;

/** The name of what is made of a file by signing it: `form-signed.pdf`, `card.png.p7m`, `card.png.p7s`. */
export function signedName(name: string, format: SignedFile["format"]): string {
  if (format === "pades") return shortened(name.replace(/\.[^.]*$/u, ""), "-signed.pdf");
  return shortened(name, format === "cades-attached" ? ".p7m" : ".p7s");
}

function shortened(name: string, end: string): string {
  let kept = name;
  while (Buffer.byteLength(kept + end) > longest) kept = [...kept].slice(0, -1).join("");
  return kept + end;
}
