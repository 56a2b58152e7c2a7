import type { Signer } from "../signer.js";
import { hashFor } from "../signer.js";

/** The name and hash of a key's signatures as WebCrypto writes them. */
export interface WebAlgorithm {
  readonly name: "RSASSA-PKCS1-v1_5" | "ECDSA";
  readonly hash: { readonly name: "SHA-256" | "SHA-384" | "SHA-512" };
  readonly namedCurve?: "P-256" | "P-384" | "P-521";
}

const hashNames = { sha256: "SHA-256", sha384: "SHA-384", sha512: "SHA-512" } as const;

/** How @peculiar/x509 names what a signer does. */
export function webAlgorithm(signer: Signer): WebAlgorithm {
  const hash = { name: hashNames[hashFor(signer.algorithm)] };
  switch (signer.algorithm) {
    case "ec-p256":
      return { name: "ECDSA", namedCurve: "P-256", hash };
    case "ec-p384":
      return { name: "ECDSA", namedCurve: "P-384", hash };
    case "ec-p521":
      return { name: "ECDSA", namedCurve: "P-521", hash };
    default:
      return { name: "RSASSA-PKCS1-v1_5", hash };
  }
}

/** The two WebCrypto operations that a request generator uses, served by a signer. */
export function signerCrypto(signer: Signer): Crypto {
  const subtle = {
    exportKey: () => Promise.resolve(arrayBuffer(signer.spki)),
    sign: async (_algorithm: unknown, _key: unknown, data: ArrayBuffer | ArrayBufferView) =>
      arrayBuffer(await signer.sign(bytesOf(data), hashFor(signer.algorithm))),
  };
  return { subtle } as unknown as Crypto;
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  return data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function arrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
