import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { openssl, opensslWith } from "./openssl.js";

/** A certificate with what OpenSSL needs to use it for mail. */
export interface SmimeIdentity {
  /** PEM files. */
  readonly certificate: string;
  /** The subordinate authorities', as they were saved. */
  readonly issuers: string;
  readonly root: string;
  /** OpenSSL's arguments that name the private key. */
  readonly key: readonly string[];
  /** What OpenSSL needs in its environment to use the key. Default: nothing. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** A folder for what is written. */
  readonly folder: string;
  /** Seconds since 1970 at which certificates are judged. */
  readonly at: number;
}

const text = "Content-Type: text/plain\r\n\r\nDzień dobry, zażółć gęślą jaźń.\r\n";

/** The message that is sent, and the file that it is in. */
function letter({ folder }: SmimeIdentity): string {
  const file = `${folder}/letter.txt`;
  writeFileSync(file, text);
  return file;
}

/** Signs a mail and has it verified by whom only the root is known; the signer sends the issuers. */
export function signAndVerify(identity: SmimeIdentity, command: "cms" | "smime" = "cms"): void {
  const { certificate, issuers, root, key, environment = {}, folder, at } = identity;
  const mail = `${folder}/signed-${command}.eml`;
  const signer = ["-signer", certificate, "-certfile", issuers, ...key];
  opensslWith(environment, command, "-sign", "-in", letter(identity), ...signer, "-out", mail);
  assert.match(readFileSync(mail, "utf8"), /multipart\/signed/);
  const out = `${folder}/verified-${command}.txt`;
  const who = `${folder}/signer-${command}.pem`;
  const trust = ["-CAfile", root, "-purpose", "smimesign", "-attime", String(at)];
  openssl(command, "-verify", "-in", mail, ...trust, "-signer", who, "-out", out);
  assert.equal(readFileSync(out, "utf8"), text);
  const signedBy = openssl("x509", "-in", who, "-noout", "-fingerprint", "-sha256");
  assert.equal(signedBy, openssl("x509", "-in", certificate, "-noout", "-fingerprint", "-sha256"));
}

/** Encrypts a mail for the certificate, and reads it with the key. */
export function encryptAndRead(identity: SmimeIdentity, command: "cms" | "smime" = "cms"): void {
  const { certificate, key, environment = {}, folder } = identity;
  const mail = `${folder}/encrypted-${command}.eml`;
  openssl(command, "-encrypt", "-aes256", "-in", letter(identity), "-out", mail, certificate);
  assert.doesNotMatch(readFileSync(mail, "latin1"), /jaźń|Dzie/);
  const out = `${folder}/decrypted-${command}.txt`;
  const reader = ["-recip", certificate, ...key];
  opensslWith(environment, command, "-decrypt", "-in", mail, ...reader, "-out", out);
  assert.equal(readFileSync(out, "utf8"), text);
}

/** A certificate, judged for signing and for receiving mail. @throws Error with OpenSSL's words. */
export function verifyForMail(identity: Omit<SmimeIdentity, "key" | "folder">): void {
  const { certificate, issuers, root, at } = identity;
  const { publicKey } = new X509Certificate(readFileSync(certificate));
  // OpenSSL asks for keyEncipherment here, which only RSA keys can do (RFC 5480 section 3).
  const receives = publicKey.asymmetricKeyType === "rsa" ? ["smimeencrypt"] : [];
  const trust = ["-CAfile", root, "-untrusted", issuers, "-attime", String(at)];
  for (const purpose of ["smimesign", ...receives]) {
    const answer = openssl("verify", ...trust, "-purpose", purpose, "-x509_strict", certificate);
    assert.match(answer, /: OK$/m);
  }
}
