import { readFileSync, writeFileSync } from "node:fs";
import { openssl } from "./openssl.js";

/** How a person makes a request with OpenSSL. */
export interface OpensslRequest {
  /** Arguments that make the key, or `-key` with a file of one. Default: RSA 2048. */
  readonly key?: readonly string[];
  /** Attributes of the subject, in turn, as `-subj` calls them. */
  readonly subject: readonly (readonly [name: string, value: string])[];
}

/** Files of a request and of its key, in a folder, under a name. */
export interface RequestFiles {
  readonly csr: string;
  readonly key: string;
}

/** Has OpenSSL make a request, and a key for it where none is given. */
export function makeRequest(folder: string, name: string, request: OpensslRequest): RequestFiles {
  const { key = ["-newkey", "rsa:2048"], subject } = request;
  const files = { csr: `${folder}/${name}.csr`, key: `${folder}/${name}.key` };
  const subj = subject.map(([attribute, value]) => `/${attribute}=${value}`).join("");
  const made = key[0] === "-key" ? [] : ["-nodes", "-keyout", files.key];
  openssl("req", "-new", ...key, ...made, "-utf8", "-subj", subj, "-out", files.csr);
  return files;
}

/** The same request with another signature: its last byte is wrong. */
export function spoilSignature(csr: string, out: string): string {
  const der = `${out}.der`;
  openssl("req", "-in", csr, "-outform", "DER", "-out", der);
  const bytes = readFileSync(der);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  writeFileSync(out, bytes);
  return out;
}
