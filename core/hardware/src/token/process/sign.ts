import { PerennialError } from "@perennial/api";
import type { HashAlgorithm } from "@perennial/pki";
import { CKA, CKK, CKM, CKO, CKR } from "./constants.js";
import { numberOf, readAttribute } from "./attributes.js";
import type { Cryptoki, Handle } from "./cryptoki.js";
import { digestInfo } from "./digest-info.js";
import { findById } from "./find-by-id.js";
import { Pace } from "./pace.js";
import { plainSignature } from "./plain-signature.js";
import { curves } from "./public-key.js";
import { calling, refusedWith, tokenError } from "./return-value.js";

/** Bytes; longer than any signature that is made here. */
const signatureRoom = 1_024;
/** Bytes given to C_SignUpdate at a time. */
const updateBytes = 64 * 1024;

/** A private key that was looked up for signing. */
export interface SigningKey {
  readonly object: Handle;
  /** CKA_ID. */
  readonly id: Buffer;
  readonly kind: "rsa" | "ec";
  /** ECDSA: bytes of each of r and s. */
  readonly integerBytes: number;
  readonly pace: Pace;
  /** For a signature that is made in place. */
  readonly room: Buffer;
}

/**
 * The private key with a CKA_ID.
 * @throws PerennialError `keys.not-found`, `token.ambiguous-key`, `token.key-kind-refused`.
 */
export function signingKey(lib: Cryptoki, session: Handle, id: string): SigningKey {
  const idBytes = Buffer.from(id, "hex");
  const objects = findById(lib, session, CKO.PRIVATE_KEY, idBytes);
  const [object] = objects;
  if (object === undefined) throw new PerennialError("keys.not-found", { id });
  if (objects.length > 1) throw new PerennialError("token.ambiguous-key", { id });
  const kind = calling("C_GetAttributeValue", () =>
    numberOf(readAttribute(lib, session, object, CKA.KEY_TYPE)),
  );
  const found = { object, id: idBytes, pace: new Pace(), room: Buffer.alloc(signatureRoom) };
  if (kind === CKK.RSA) return { ...found, kind: "rsa", integerBytes: 0 };
  if (kind !== CKK.EC) throw new PerennialError("token.key-kind-refused", { call: "C_Sign", id });
  const params = calling("C_GetAttributeValue", () =>
    readAttribute(lib, session, object, CKA.EC_PARAMS),
  );
  const curve = Object.values(curves).find(({ oid }) => params?.equals(oid) === true);
  return { ...found, kind: "ec", integerBytes: curve?.bytes ?? 0 };
}

/** Whether a key's handle is still that of the key with its CKA_ID. */
export function stillThere(lib: Cryptoki, session: Handle, key: SigningKey): boolean {
  try {
    return readAttribute(lib, session, key.object, CKA.ID)?.equals(key.id) === true;
  } catch (error) {
    if (!refusedWith(error, CKR.OBJECT_HANDLE_INVALID)) throw error;
    return false;
  }
}

const combined: Readonly<Record<HashAlgorithm, number>> = {
  sha256: CKM.SHA256_RSA_PKCS,
  sha384: CKM.SHA384_RSA_PKCS,
  sha512: CKM.SHA512_RSA_PKCS,
};

/** Begins a signature over a digest, or over the data where the token wants to hash itself. */
export function signInit(
  lib: Cryptoki,
  session: Handle,
  key: SigningKey,
  hash: HashAlgorithm,
  digests: boolean,
): void {
  const mechanism = key.kind === "ec" ? CKM.ECDSA : digests ? CKM.RSA_PKCS : combined[hash];
  calling("C_SignInit", () => lib.C_SignInit(session, { mechanism }, key.object));
}

/**
 * Finishes the signature that {@link signInit} began.
 * @param how `inPlace`: in this thread, for a token known to be quick; it costs a third.
 * @returns RSA: as long as the modulus; ECDSA: r and s, one after the other.
 */
export async function sign(
  lib: Cryptoki,
  session: Handle,
  key: SigningKey,
  hash: HashAlgorithm,
  input: Buffer,
  how: { readonly digests: boolean; readonly inPlace: boolean },
): Promise<Buffer> {
  if (!how.digests) return signData(lib, session, input);
  const data = key.kind === "rsa" ? digestInfo(hash, input) : input;
  // In place nothing outlives the call, so that the room for the answer can serve again.
  const out = how.inPlace ? key.room : Buffer.alloc(signatureRoom);
  // The native side does not keep its buffers; they stay referenced until it has called back.
  const held = [data, out];
  try {
    const made = how.inPlace
      ? lib.C_Sign(session, data, out)
      : await lib.C_SignAsync(session, data, out);
    const signature = Buffer.from(made);
    return key.kind === "ec" ? plainSignature(signature, key.integerBytes) : signature;
  } catch (error) {
    throw tokenError(error, "C_Sign");
  } finally {
    held.length = 0;
  }
}

/** Synchronous and in pieces, so that no buffer outlives the call it was given to. */
function signData(lib: Cryptoki, session: Handle, data: Buffer): Buffer {
  return calling("C_SignUpdate", () => {
    for (let offset = 0; offset < data.length; offset += updateBytes) {
      lib.C_SignUpdate(session, data.subarray(offset, offset + updateBytes));
    }
    return Buffer.from(lib.C_SignFinal(session, Buffer.alloc(signatureRoom)));
  });
}
