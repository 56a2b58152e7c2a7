import type { FoundToken } from "@perennial/hardware";
import type { CertificateEntry, KeyEntry } from "./key-entries.js";
import { certificateUri, keyUri } from "./token-uri.js";

/** What is under one CKA_ID of a token, as `--json` shows it. */
export function keyJson(token: FoundToken, entry: KeyEntry): object {
  const { id, label, algorithm, spkiHash, publicKeys, privateKeys, certificates } = entry;
  return {
    id,
    label,
    ...(algorithm === undefined ? {} : { algorithm }),
    ...(spkiHash === undefined ? {} : { spkiHash }),
    uri: uriOf(token, entry),
    publicKeys,
    ...(privateKeys === undefined
      ? {}
      : {
          privateKeys: privateKeys.map((key) => ({
            label: key.label,
            kind: key.kind,
            alwaysAuthenticate: key.alwaysAuthenticate,
            ...(key.extractable === undefined ? {} : { extractable: key.extractable }),
            ...(key.sensitive === undefined ? {} : { sensitive: key.sensitive }),
          })),
        }),
    certificates: certificates.map(certificateJson),
  };
}

export function certificateJson({ id, label, info }: CertificateEntry): object {
  if (info === undefined) return { id, label, readable: false };
  const { subject, issuer, serial, sha256, spkiHash, notBefore, notAfter } = info;
  const names = { subject, issuer, serial, sha256, spkiHash, notBefore, notAfter };
  return { id, label, readable: true, ...names };
}

/** Of the key, or of the certificate where there is no key. */
export function uriOf(
  token: FoundToken,
  { id, label, publicKeys, privateKeys, certificates }: KeyEntry,
): string {
  const isKey = publicKeys > 0 || (privateKeys?.length ?? 0) > 0;
  if (isKey || certificates.length === 0) return keyUri(token, id);
  return certificateUri(token, id, label);
}
