import { PerennialError } from "@perennial/api";
import type { CertificateParams, ImportParams } from "../link/messages.js";
import type { CertificateObject } from "../link/token-views.js";
import { aboutAttribute } from "./attributes.js";
import { CKA, CKC_X_509, CKO } from "./constants.js";
import type { Attribute, Cryptoki, Handle } from "./cryptoki.js";
import { readObjects } from "./read-objects.js";
import { calling, regardless, tokenError } from "./return-value.js";

/**
 * Writes a certificate beside its key and reads it back. One that is there already is not written
 * again; others stay.
 * @throws PerennialError `token.certificate-differs` and what the module refuses with.
 */
export function importCertificate(
  lib: Cryptoki,
  session: Handle,
  params: ImportParams,
): CertificateObject {
  const id = Buffer.from(params.id, "hex");
  const find = () =>
    calling("C_FindObjects", () => readObjects(lib, session, id)).certificates.find(
      ({ der }) => der === params.der,
    );
  const there = find();
  if (there !== undefined) return there;
  createCertificate(lib, session, params);
  const written = find();
  if (written === undefined)
    throw new PerennialError("token.certificate-differs", { id: params.id });
  return written;
}

/**
 * @param more attributes that a module need not take.
 * @throws PerennialError what the module refuses with.
 */
export function createCertificate(
  lib: Cryptoki,
  session: Handle,
  params: CertificateParams,
  more: readonly Attribute[] = [],
): void {
  const required: Attribute[] = [
    { type: CKA.CLASS, value: CKO.CERTIFICATE },
    { type: CKA.CERTIFICATE_TYPE, value: CKC_X_509 },
    { type: CKA.TOKEN, value: true },
    { type: CKA.SUBJECT, value: bytes(params.subject) },
    { type: CKA.ID, value: Buffer.from(params.id, "hex") },
    { type: CKA.VALUE, value: bytes(params.der) },
  ];
  const optional: Attribute[] = [
    { type: CKA.PRIVATE, value: false },
    { type: CKA.LABEL, value: params.label },
    { type: CKA.ISSUER, value: bytes(params.issuer) },
    { type: CKA.SERIAL_NUMBER, value: bytes(params.serial) },
    ...more,
  ];
  try {
    lib.C_CreateObject(session, [...required, ...optional]);
    return;
  } catch (error) {
    if (!aboutAttribute(error)) throw tokenError(error, "C_CreateObject");
  }
  const object = calling("C_CreateObject", () => lib.C_CreateObject(session, required));
  for (const attribute of optional) {
    regardless(() => lib.C_SetAttributeValue(session, object, [attribute]));
  }
}

function bytes(base64: string): Buffer {
  return Buffer.from(base64, "base64");
}
