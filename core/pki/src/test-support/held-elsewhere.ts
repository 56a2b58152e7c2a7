import { constants, privateEncrypt } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { publicKeyOf } from "../public-key.js";
import { digestInfo } from "../signing/digest-info.js";
import { signerFromDigests } from "../signer.js";
import type { Signer } from "../signer.js";
import { openssl, withFiles } from "./openssl.js";

/**
 * A key as a token has it: it is given digests and nothing else, and each of them is recorded.
 * RSA is done with a DigestInfo and CKM_RSA_PKCS's padding, ECDSA by OpenSSL over the digest.
 */
export function heldElsewhere(privateKey: KeyObject, asked: Uint8Array[] = []): Signer {
  const { spki, algorithm } = publicKeyOf(privateKey);
  const sizes: Readonly<Record<string, number>> = { "ec-p384": 48, "ec-p521": 66 };
  const size = sizes[algorithm] ?? 32;
  return signerFromDigests({
    spki,
    algorithm,
    signDigest: async (digest, hash) => {
      asked.push(digest);
      return algorithm.startsWith("ec-")
        ? rawEcdsa(privateKey, digest, size)
        : privateEncrypt(
            { key: privateKey, padding: constants.RSA_PKCS1_PADDING },
            digestInfo(digest, hash),
          );
    },
  });
}

/** r and s one after the other, read independently of what is tested. */
function rawEcdsa(privateKey: KeyObject, digest: Uint8Array, size: number): Promise<Uint8Array> {
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  return withFiles({ "key.pem": pem, digest }, (path) => {
    const der = openssl(["pkeyutl", "-sign", "-inkey", path("key.pem"), "-in", path("digest")]);
    const text = openssl(["asn1parse", "-inform", "DER"], der).toString();
    const halves = [...text.matchAll(/INTEGER\s*:([0-9A-F]+)/gu)].map(([, hex = ""]) =>
      Buffer.from(hex.padStart(size * 2, "0"), "hex"),
    );
    return Buffer.concat(halves);
  });
}
