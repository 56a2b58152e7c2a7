import { numberOf, readAttribute } from "./attributes.js";
import { CKA, CKO } from "./constants.js";
import type { Attribute, Cryptoki, Handle } from "./cryptoki.js";
import { findObjects } from "./find-objects.js";
import { isGone, returnValue } from "./return-value.js";

/** The objects of a token by their class. */
export interface ObjectHandles {
  readonly certificates: readonly Handle[];
  readonly publicKeys: readonly Handle[];
  readonly privateKeys: readonly Handle[];
}

/** So many certificates make a search that goes through all objects worth saving. */
const many = 64;

/** Finds certificates and keys, or those with one CKA_ID; each class is a search of its own. */
export function findHandles(lib: Cryptoki, session: Handle, id: Buffer | undefined): ObjectHandles {
  const ofId: readonly Attribute[] = id === undefined ? [] : [{ type: CKA.ID, value: id }];
  const ofClass = (objectClass: number) =>
    findObjects(lib, session, [{ type: CKA.CLASS, value: objectClass }, ...ofId]);
  const certificates = ofClass(CKO.CERTIFICATE);
  const others =
    certificates.length < many ? undefined : besides(lib, session, certificates, [...ofId]);
  if (others !== undefined) return { certificates, ...others };
  return {
    certificates,
    publicKeys: ofClass(CKO.PUBLIC_KEY),
    privateKeys: ofClass(CKO.PRIVATE_KEY),
  };
}

/**
 * The keys beside many certificates, in one search for everything. Undefined where its answer does
 * not hold the certificates, or the module refuses it: then nothing is known by it.
 */
function besides(
  lib: Cryptoki,
  session: Handle,
  certificates: readonly Handle[],
  template: Attribute[],
): Pick<ObjectHandles, "publicKeys" | "privateKeys"> | undefined {
  const left = new Set(certificates.map(keyOf));
  const publicKeys: Handle[] = [];
  const privateKeys: Handle[] = [];
  try {
    for (const object of findObjects(lib, session, template)) {
      if (left.delete(keyOf(object))) continue;
      const objectClass = numberOf(readAttribute(lib, session, object, CKA.CLASS));
      if (objectClass === undefined) return undefined;
      if (objectClass === CKO.PUBLIC_KEY) publicKeys.push(object);
      else if (objectClass === CKO.PRIVATE_KEY) privateKeys.push(object);
    }
  } catch (error) {
    if (returnValue(error) === undefined || isGone(error)) throw error;
    return undefined;
  }
  return left.size === 0 ? { publicKeys, privateKeys } : undefined;
}

function keyOf(handle: Handle): string {
  return handle.toString("latin1");
}
