import type {
  CertificateObject,
  PrivateKeyObject,
  PublicKeyObject,
  TokenObjects,
} from "../link/token-views.js";
import {
  booleanOf,
  bothValues,
  numberOf,
  readAttribute,
  readAttributes,
  textOf,
} from "./attributes.js";
import { CKA, CKC_X_509, CKK } from "./constants.js";
import type { Cryptoki, Handle } from "./cryptoki.js";
import { findHandles } from "./find-handles.js";
import { publicKeyOfValues, publicKeyTypes } from "./public-key.js";
import { isGone, returnValue, senseless, wrongAnswer } from "./return-value.js";

const unreadableObject = "unreadable";
/** Bytes; no certificate is longer. */
const longest = 1024 * 1024;
/** Characters of all certificates in base64: what one message holds. */
const mostBytes = 64 * 1024 * 1024;

/** The certificates and keys of a token, or those with one CKA_ID. */
export function readObjects(
  lib: Cryptoki,
  session: Handle,
  id?: Buffer,
): Omit<TokenObjects, "loggedIn"> & { readonly unreadableKeys: number } {
  let unreadable = 0;
  let bytes = 0;
  const all = <T extends { readonly id: string }>(
    objects: readonly Handle[],
    read: (object: Handle) => T | typeof unreadableObject | undefined,
  ): T[] => {
    const found: T[] = [];
    let others = 0;
    for (const object of objects) {
      try {
        const value = read(object);
        if (value === undefined) continue;
        if (value === unreadableObject) unreadable += 1;
        else if (id === undefined || value.id === hex(id)) found.push(value);
        else others += 1;
      } catch (error) {
        // One object that cannot be read must not hide the others; a token that is gone must.
        const refused = returnValue(error) !== undefined && !isGone(error);
        if (!refused && !senseless(error)) throw error;
        unreadable += 1;
      }
    }
    // Modules may answer a search with more than was searched for; with others only, nothing is known.
    if (found.length === 0) unreadable += others;
    return found;
  };
  const handles = findHandles(lib, session, id);
  const certificates = all(handles.certificates, (one) => {
    const certificate = readCertificate(lib, session, one);
    if (typeof certificate === "object") bytes += certificate.der.length;
    if (bytes > mostBytes) throw wrongAnswer("C_GetAttributeValue", "too much");
    return certificate;
  });
  const unreadableCertificates = unreadable;
  const publicKeys = all(handles.publicKeys, (one) => readPublicKey(lib, session, one));
  const privateKeys = all(handles.privateKeys, (one) => readPrivateKey(lib, session, one));
  const unreadableKeys = unreadable - unreadableCertificates;
  return { certificates, publicKeys, privateKeys, unreadable, unreadableKeys };
}

function readCertificate(
  lib: Cryptoki,
  session: Handle,
  object: Handle,
): CertificateObject | typeof unreadableObject | undefined {
  const types = [CKA.CERTIFICATE_TYPE, CKA.ID, CKA.LABEL, CKA.VALUE];
  const values = readAttributes(lib, session, object, types);
  const der = values.get(CKA.VALUE);
  if ((numberOf(values.get(CKA.CERTIFICATE_TYPE)) ?? CKC_X_509) !== CKC_X_509) return undefined;
  if (der === undefined || der.length === 0) return undefined;
  if (der.length > longest) return unreadableObject;
  return {
    id: hex(values.get(CKA.ID)),
    label: textOf(values.get(CKA.LABEL)),
    der: der.toString("base64"),
  };
}

function readPublicKey(lib: Cryptoki, session: Handle, object: Handle): PublicKeyObject {
  const common = readAttributes(lib, session, object, [CKA.ID, CKA.LABEL, CKA.KEY_TYPE]);
  const kind = numberOf(common.get(CKA.KEY_TYPE));
  const values = readAttributes(lib, session, object, halfTypes(kind));
  return {
    id: hex(common.get(CKA.ID)),
    label: textOf(common.get(CKA.LABEL)),
    ...publicKeyOfValues(bothValues(common, values)),
  };
}

/** Optional attributes are asked for one at a time: one unknown spoils a whole template. */
function readPrivateKey(lib: Cryptoki, session: Handle, object: Handle): PrivateKeyObject {
  const common = readAttributes(lib, session, object, [CKA.ID, CKA.LABEL, CKA.KEY_TYPE]);
  const kind = numberOf(common.get(CKA.KEY_TYPE));
  const one = (type: number) => readAttribute(lib, session, object, type);
  const extractable = booleanOf(one(CKA.EXTRACTABLE));
  const sensitive = booleanOf(one(CKA.SENSITIVE));
  const half =
    kind === CKK.RSA
      ? publicKeyOfValues(
          bothValues(common, readAttributes(lib, session, object, halfTypes(CKK.RSA))),
        ).spki
      : undefined;
  return {
    id: hex(common.get(CKA.ID)),
    label: textOf(common.get(CKA.LABEL)),
    kind: kind === CKK.RSA ? "rsa" : kind === CKK.EC ? "ec" : "other",
    alwaysAuthenticate: booleanOf(one(CKA.ALWAYS_AUTHENTICATE)) ?? false,
    ...(extractable === undefined ? {} : { extractable }),
    ...(sensitive === undefined ? {} : { sensitive }),
    ...(half === undefined ? {} : { spki: half }),
  };
}

function halfTypes(kind: number | undefined): readonly number[] {
  if (kind === CKK.RSA) return [CKA.MODULUS, CKA.PUBLIC_EXPONENT];
  return kind === CKK.EC ? [CKA.EC_PARAMS, CKA.EC_POINT] : publicKeyTypes;
}

function hex(value: Buffer | undefined): string {
  return value === undefined ? "" : value.toString("hex");
}
