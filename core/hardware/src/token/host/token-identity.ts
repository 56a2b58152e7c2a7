import { createHash, X509Certificate } from "node:crypto";
import { oneLine } from "../link/one-line.js";
import type { TokenObjects, TokenView } from "../link/token-views.js";

/**
 * What a token is known by: first what it holds, then its label. Serial numbers change with
 * drivers' updates and are a hint only; slots are nothing at all. Certificates of authorities count for
 * nothing: all the cards of an issuer hold the same.
 */
export interface TokenIdentity {
  /** Of its public keys and end entities' certificates: SHA-256 of the SubjectPublicKeyInfo, lower-case hexadecimal. */
  readonly spkiHashes: readonly string[];
  readonly label: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly serial: string;
}

/** Which token is meant. Everything that is given has to fit, but a serial number only prefers. */
export interface TokenMatch {
  readonly spkiHash?: string;
  readonly label?: string;
  readonly manufacturer?: string;
  readonly model?: string;
  readonly serial?: string;
  /** Absolute path. */
  readonly module?: string;
  /**
   * Whether it is known by what it holds: where several fit, the one that is so is taken, if there is
   * exactly one.
   */
  readonly prefers?: (identity: TokenIdentity) => boolean;
  /**
   * Asked before each use of a token that fits, so before any PIN for it.
   * @throws PerennialError if it is not the one that is meant.
   */
  readonly approve?: (identity: TokenIdentity) => Promise<void>;
}

export function tokenIdentity(view: TokenView, objects: TokenObjects | undefined): TokenIdentity {
  const { label, manufacturer, model, serial } = view;
  const hashes = new Set<string>();
  for (const { spki } of objects?.publicKeys ?? []) {
    if (spki !== undefined) hashes.add(sha256(Buffer.from(spki, "base64")));
  }
  for (const { der } of objects?.certificates ?? []) {
    const hash = certificateSpkiHash(Buffer.from(der, "base64"));
    if (hash !== undefined) hashes.add(hash);
  }
  return { spkiHashes: [...hashes], label, manufacturer, model, serial };
}

/** Whether a token fits, serial number apart. */
export function fits(match: TokenMatch, identity: TokenIdentity, module: string): boolean {
  if (match.spkiHash !== undefined && !identity.spkiHashes.includes(match.spkiHash)) return false;
  if (match.module !== undefined && match.module !== module) return false;
  return (["label", "manufacturer", "model"] as const).every((name) => {
    const wanted = match[name];
    return wanted === undefined || oneLine(wanted) === oneLine(identity[name]);
  });
}

/** Whether two identities are of one token: a key in common, or else the same names throughout. */
export function sameToken(one: TokenIdentity, other: TokenIdentity): boolean {
  if (one.spkiHashes.some((hash) => other.spkiHashes.includes(hash))) return true;
  return oneLine(one.serial) === oneLine(other.serial) && sameMake(one, other);
}

/**
 * Whether two identities may be of one token. An empty one is known by its names only, and its
 * serial number may be another after a driver's update.
 */
export function mayBeSameToken(one: TokenIdentity, other: TokenIdentity): boolean {
  if (sameToken(one, other)) return true;
  return one.spkiHashes.length === 0 && other.spkiHashes.length === 0 && sameMake(one, other);
}

function sameMake(one: TokenIdentity, other: TokenIdentity): boolean {
  return (["label", "manufacturer", "model"] as const).every(
    (name) => oneLine(one[name]) === oneLine(other[name]),
  );
}

function certificateSpkiHash(der: Buffer): string | undefined {
  try {
    const certificate = new X509Certificate(der);
    if (certificate.ca) return undefined;
    return sha256(certificate.publicKey.export({ type: "spki", format: "der" }));
  } catch (error) {
    // Bytes on a token that are no certificate, or with a key OpenSSL does not know, name nothing.
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
