import { createPublicKey } from "node:crypto";
import { PerennialError, type CertificateInfo, type KeyAlgorithm } from "@perennial/api";
import type {
  CertificateObject,
  PrivateKeyObject,
  PublicKeyObject,
  TokenObjects,
} from "@perennial/hardware";
import { certificateInfo, keyAlgorithmOf, sha256Hex } from "@perennial/pki";

/** A certificate on a token; without `info` where it cannot be read. */
export interface CertificateEntry {
  readonly id: string;
  readonly label: string;
  readonly info?: CertificateInfo;
}

/** Everything that a token has under one CKA_ID, as far as it can be seen. */
export interface KeyEntry {
  /** CKA_ID, lower-case hexadecimal; empty where there is none. */
  readonly id: string;
  readonly label: string;
  readonly algorithm?: KeyAlgorithm;
  /** SHA-256 of the SubjectPublicKeyInfo, lower-case hexadecimal. */
  readonly spkiHash?: string;
  readonly publicKeys: number;
  /** Undefined where nobody is logged in: private objects do not show then. */
  readonly privateKeys: readonly PrivateKeyObject[] | undefined;
  readonly certificates: readonly CertificateEntry[];
}

/** What a token holds, by CKA_ID, in the order in which it first shows. */
export function keyEntries(objects: TokenObjects): readonly KeyEntry[] {
  const { publicKeys, privateKeys, certificates, loggedIn } = objects;
  const ids = new Set([...publicKeys, ...privateKeys, ...certificates].map(({ id }) => id));
  const entries: KeyEntry[] = [];
  for (const id of ids) {
    const own = { publicKeys: of(id, publicKeys), privateKeys: of(id, privateKeys) };
    const held = of(id, certificates);
    // Objects without a CKA_ID have nothing in common.
    if (id === "") entries.push(...alone(own, held, loggedIn));
    else entries.push(entryOf(id, own, held, loggedIn));
  }
  return entries;
}

/** Certificates as they are on a token, each read for itself. */
export function certificateEntries(
  certificates: readonly CertificateObject[],
): readonly CertificateEntry[] {
  return certificates.map(({ id, label, der }) => {
    const info = read(der);
    return { id, label, ...(info === undefined ? {} : { info }) };
  });
}

interface Halves {
  readonly publicKeys: readonly PublicKeyObject[];
  readonly privateKeys: readonly PrivateKeyObject[];
}

function alone(
  { publicKeys, privateKeys }: Halves,
  certificates: readonly CertificateObject[],
  loggedIn: boolean,
): readonly KeyEntry[] {
  const none: Halves = { publicKeys: [], privateKeys: [] };
  return [
    ...publicKeys.map((key) => entryOf("", { ...none, publicKeys: [key] }, [], loggedIn)),
    ...privateKeys.map((key) => entryOf("", { ...none, privateKeys: [key] }, [], loggedIn)),
    ...certificates.map((one) => entryOf("", none, [one], loggedIn)),
  ];
}

function entryOf(
  id: string,
  { publicKeys, privateKeys }: Halves,
  held: readonly CertificateObject[],
  loggedIn: boolean,
): KeyEntry {
  const certificates = certificateEntries(held);
  const label = [...privateKeys, ...publicKeys, ...held].find((one) => one.label !== "")?.label;
  const spki = [...publicKeys, ...privateKeys].find((key) => key.spki !== undefined)?.spki;
  const spkiHash =
    spki === undefined
      ? certificates.find(({ info }) => info !== undefined)?.info?.spkiHash
      : sha256Hex(Buffer.from(spki, "base64"));
  const algorithm = algorithmOf(spki) ?? algorithmOfCertificate(held);
  return {
    id,
    label: label ?? "",
    ...(algorithm === undefined ? {} : { algorithm }),
    ...(spkiHash === undefined ? {} : { spkiHash }),
    publicKeys: publicKeys.length,
    privateKeys: loggedIn || privateKeys.length > 0 ? privateKeys : undefined,
    certificates,
  };
}

function algorithmOf(spki: string | undefined): KeyAlgorithm | undefined {
  if (spki === undefined) return undefined;
  const key = Buffer.from(spki, "base64");
  return keyAlgorithmOf(createPublicKey({ key, format: "der", type: "spki" })) ?? undefined;
}

function algorithmOfCertificate(held: readonly CertificateObject[]): KeyAlgorithm | undefined {
  for (const { der } of held) {
    if (read(der) === undefined) continue;
    const pem = `-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----\n`;
    return keyAlgorithmOf(createPublicKey(pem)) ?? undefined;
  }
  return undefined;
}

/** What a token calls a certificate may be anything. */
function read(der: string): CertificateInfo | undefined {
  try {
    return certificateInfo(Buffer.from(der, "base64"));
  } catch (error) {
    if (PerennialError.is(error)) return undefined;
    throw error;
  }
}

function of<T extends { readonly id: string }>(id: string, all: readonly T[]): readonly T[] {
  return all.filter((one) => one.id === id);
}
