import { webcrypto } from "node:crypto";
import { KeyUsageFlags, KeyUsagesExtension } from "@peculiar/x509";
import { signerFromPrivateKey } from "../signer.js";
import type { Signer } from "../signer.js";
import type { SignedBy } from "../signing/signing-identity.js";
import { caExtensions, ecKeys, issue, now, rsaKeys } from "./test-authority.js";
import type { Issued } from "./test-authority.js";

/** A root, an authority below it, and a signer with a key of each kind. */
export interface SigningAuthority {
  readonly root: Issued;
  readonly middle: Issued;
  /** Issues a certificate for signatures. */
  signer(kind: SignerKind): Promise<Issued>;
  /** Who signs, with the chain. */
  by(issued: Issued, signer?: Signer): SignedBy;
}

export const signerKinds = ["RSA 2048", "RSA 3072", "P-256", "P-384", "P-521"] as const;
export type SignerKind = (typeof signerKinds)[number];

export async function signingAuthority(): Promise<SigningAuthority> {
  const root = await issue("Root", { extensions: caExtensions() });
  const middle = await issue("Middle", { issuer: root, extensions: caExtensions(0) });
  return {
    root,
    middle,
    signer: async (kind) =>
      issue(`Ion Țiriac ${kind}`, {
        issuer: middle,
        keys: await keysOf(kind),
        extensions: [new KeyUsagesExtension(KeyUsageFlags.nonRepudiation, true)],
      }),
    by: (issued, signer = signerFromPrivateKey(issued.privateKey)) => ({
      signer,
      certificate: issued.der,
      chain: [root.der, middle.der],
      at: now,
    }),
  };
}

function keysOf(kind: SignerKind): Promise<webcrypto.CryptoKeyPair> {
  switch (kind) {
    case "P-256":
      return ecKeys();
    case "P-384":
    case "P-521":
      return webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: kind }, true, [
        "sign",
        "verify",
      ]);
    default:
      return rsaKeys(Number(kind.slice("RSA ".length)));
  }
}

/** All the bytes of a stream. */
export async function gather(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(piece);
  return Buffer.concat(parts);
}

/** A content in pieces of this many bytes. */
export async function* inPieces(content: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}
