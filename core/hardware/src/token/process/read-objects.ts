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
import { isGone, returnValue } from "./return-value.js";

/** The certificates and keys of a token, or those with one CKA_ID. */
export function readObjects(
  lib: Cryptoki,
  session: Handle,
  id?: Buffer,
): Omit<TokenObjects, "loggedIn"> {
  let unreadable = 0;
  const all = <T>(objects: readonly Handle[], read: (object: Handle) => T | undefined): T[] => {
    const found: T[] = [];
    for (const object of objects) {
      try {
        const value = read(object);
        if (value !== undefined) found.push(value);
      } catch (error) {
        // One object that cannot be read must not hide the others; a token that is gone must.
        if (returnValue(error) === undefined || isGone(error)) throw error;
        unreadable += 1;
      }
    }
    return found;
  };
  const handles = findHandles(lib, session, id);
  const certificates = all(handles.certificates, (one) => readCertificate(lib, session, one));
  const publicKeys = all(handles.publicKeys, (one) => readPublicKey(lib, session, one));
  const privateKeys = all(handles.privateKeys, (one) => readPrivateKey(lib, session, one));
  return { certificates, publicKeys, privateKeys, unreadable };
}

function readCertificate(
  lib: Cryptoki,
  session: Handle,
  object: Handle,
): CertificateObject | undefined {
  const types = [CKA.CERTIFICATE_TYPE, CKA.ID, CKA.LABEL, CKA.VALUE];
  const values = readAttributes(lib, session, object, types);
  const der = values.get(CKA.VALUE);
  if ((numberOf(values.get(CKA.CERTIFICATE_TYPE)) ?? CKC_X_509) !== CKC_X_509) return undefined;
  if (der === undefined || der.length === 0) return undefined;
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
