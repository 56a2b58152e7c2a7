import { PerennialError } from "@perennial/api";
import { certificateSpki } from "../link/certificate-spki.js";
import type { RemoveParams } from "../link/messages.js";
import { readAttribute } from "./attributes.js";
import { CKA, CKO } from "./constants.js";
import type { Cryptoki, Handle } from "./cryptoki.js";
import { findById } from "./find-by-id.js";
import { readObjects } from "./read-objects.js";
import { calling, isGone, returnValue, tokenError } from "./return-value.js";

/** What there is of a pair. */
interface PairObjects {
  readonly privateKeys: readonly Handle[];
  readonly certificates: readonly Handle[];
  readonly publicKeys: readonly Handle[];
}

const inOrder = ["privateKeys", "certificates", "publicKeys"] as const;

/**
 * Removes what there is of a pair and looks whether it is gone. The private half first: a refusal
 * leaves the pair whole. The public half last: as long as anything is left it tells which pair that
 * was, and the removal can be finished. Certificates of other keys under the same CKA_ID stay.
 * @returns how many objects were removed.
 * @throws PerennialError `token.removal-unconfirmed` if it is another pair, `token.not-removed` if
 *   something is still there, and the module's refusal if everything is.
 */
export function removeKey(
  lib: Cryptoki,
  session: Handle,
  { id, spki }: Pick<RemoveParams, "id" | "spki">,
): number {
  const find = () => pairObjects(lib, session, Buffer.from(id, "hex"), spki);
  const { publicKeys, privateKeys } = calling("C_FindObjects", () =>
    readObjects(lib, session, Buffer.from(id, "hex")),
  );
  if ([...publicKeys, ...privateKeys].some((key) => key.spki !== undefined && key.spki !== spki)) {
    throw new PerennialError("token.removal-unconfirmed", { id }, { effect: "none" });
  }
  const before = find();
  let refusal: unknown;
  try {
    for (const kind of inOrder) {
      for (const object of before[kind]) lib.C_DestroyObject(session, object);
      // A module that says so and did not must not be believed for the next ones.
      if (find()[kind].length > 0) break;
    }
  } catch (error) {
    refusal = tokenError(error, "C_DestroyObject");
    if (returnValue(error) === undefined || isGone(error)) throw refusal;
  }
  const left = find();
  const count = all(before).length;
  if (all(left).length === 0) return count;
  if (refusal !== undefined && all(left).length === count) throw refusal;
  throw new PerennialError(
    "token.not-removed",
    {
      id,
      privateKeys: left.privateKeys.length,
      publicKeys: left.publicKeys.length,
      certificates: left.certificates.length,
    },
    { effect: "unknown", ...(refusal === undefined ? {} : { cause: refusal }) },
  );
}

function pairObjects(lib: Cryptoki, session: Handle, id: Buffer, spki: string): PairObjects {
  const isOfPair = (certificate: Handle) => {
    const der = calling("C_GetAttributeValue", () =>
      readAttribute(lib, session, certificate, CKA.VALUE),
    );
    return der !== undefined && certificateSpki(der.toString("base64")) === spki;
  };
  return {
    privateKeys: findById(lib, session, CKO.PRIVATE_KEY, id),
    certificates: findById(lib, session, CKO.CERTIFICATE, id).filter(isOfPair),
    publicKeys: findById(lib, session, CKO.PUBLIC_KEY, id),
  };
}

function all(objects: PairObjects): readonly Handle[] {
  return inOrder.flatMap((kind) => objects[kind]);
}
