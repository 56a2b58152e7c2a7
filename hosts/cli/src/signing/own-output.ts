import { createPublicKey } from "node:crypto";
import type { BigIntStats } from "node:fs";
import { access, constants, lstat } from "node:fs/promises";
import { dirname } from "node:path";
import { PerennialError, type CertificateInfo } from "@perennial/api";
import { InputFile } from "./input-file.js";
import type { SignatureForm } from "./signature-format.js";
import { unwritable } from "./write-output.js";

/** Bytes of the longest raw signature: RSA-4096. */
const longestRaw = 512;
/** Bytes of the largest file that is read to see whose signature it is. */
const largestOwn = 528 * 1024 * 1024;

/** What is known before anything is signed. */
export interface OutputPlace {
  readonly path: string;
  readonly form: SignatureForm;
  readonly input: InputFile;
  readonly force: boolean;
  readonly signer: Pick<CertificateInfo, "spkiHash" | "subject" | "issuer"> | undefined;
  /** SubjectPublicKeyInfo of the key that signs, DER. */
  readonly key: Uint8Array;
}

/**
 * Makes sure, before a key is used, that the output can be written and takes nobody's place. With
 * `force` a former output may be replaced: a signature of the same form by the same signer. A raw
 * signature names nobody: it is one only if it is right for this key and the file as it is now.
 * @returns whether there is one to replace.
 * @throws PerennialError `signing.output-is-input`, `signing.output-exists`,
 *   `signing.output-not-own`, `cli.file-unwritable`.
 */
export async function checkOutput(place: OutputPlace): Promise<boolean> {
  const { path, input, force } = place;
  try {
    await access(dirname(path), constants.W_OK);
  } catch (error) {
    throw unwritable(path, String((error as NodeJS.ErrnoException).code), error);
  }
  const found = await statOf(path);
  if (found === undefined) return false;
  if (input.is(found)) throw new PerennialError("signing.output-is-input", { path });
  if (!force) throw new PerennialError("signing.output-exists", { path });
  if (!found.isFile() || !(await isOwn(place))) {
    throw new PerennialError("signing.output-not-own", { path });
  }
  return true;
}

async function statOf(path: string): Promise<BigIntStats | undefined> {
  try {
    return await lstat(path, { bigint: true });
  } catch (error) {
    const system = (error as NodeJS.ErrnoException).code;
    if (system === "ENOENT") return undefined;
    if (typeof system !== "string") throw error;
    throw unwritable(path, system, error);
  }
}

async function isOwn({ path, form, signer, input, key }: OutputPlace): Promise<boolean> {
  const { isPdf, verifySignature } = await import("@perennial/pki");
  await using file = await InputFile.open(path);
  if (form.format === "raw") {
    return file.size <= longestRaw && isRawOver(input, await file.bytes(), key);
  }
  if (file.size > largestOwn || isPdf(await file.head(5)) !== (form.format === "pades"))
    return false;
  try {
    const signature = await file.bytes();
    const { signatures } = await verifySignature({ signature, roots: [], at: new Date(0) });
    const last = signatures.at(-1)?.signer;
    if (last === null || last === undefined) return false;
    return (
      last.spkiHash === signer?.spkiHash ||
      (last.subject === signer?.subject && last.issuer === signer.issuer)
    );
  } catch (error) {
    // A file that holds no signature is none of ours.
    if (PerennialError.is(error)) return false;
    throw error;
  }
}

async function isRawOver(input: InputFile, signature: Uint8Array, spki: Uint8Array) {
  const { verifyRaw } = await import("@perennial/pki");
  const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
  for (const hash of ["sha256", "sha384", "sha512"] as const) {
    if (await verifyRaw(key, input.pieces(), signature, hash)) return true;
  }
  return false;
}
