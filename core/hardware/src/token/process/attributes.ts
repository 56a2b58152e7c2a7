import { CKR } from "./constants.js";
import { shown, type Attribute, type Cryptoki, type Handle } from "./cryptoki.js";
import { refusedWith } from "./return-value.js";

/** Values of attributes by their types; undefined for what the object does not have. */
export interface Values {
  get(type: number): Buffer | undefined;
}

/**
 * Reads attributes with one template; where the module refuses the whole template for one of them,
 * one by one.
 * @throws the module's refusal when it is about more than an attribute.
 */
export function readAttributes(
  lib: Cryptoki,
  session: Handle,
  object: Handle,
  types: readonly number[],
): Values {
  try {
    return template(lib, session, object, types);
  } catch (error) {
    if (!aboutAttribute(error)) throw error;
  }
  const values = new Map<number, Buffer>();
  for (const type of types) {
    const value = readAttribute(lib, session, object, type);
    if (value !== undefined) values.set(type, value);
  }
  return values;
}

/** What one has, and what the other has besides. */
export function bothValues(one: Values, other: Values): Values {
  return { get: (type) => one.get(type) ?? other.get(type) };
}

/** One attribute, or undefined where the object has none or does not tell. */
export function readAttribute(
  lib: Cryptoki,
  session: Handle,
  object: Handle,
  type: number,
): Buffer | undefined {
  try {
    return template(lib, session, object, [type]).get(type);
  } catch (error) {
    if (!aboutAttribute(error)) throw error;
    return undefined;
  }
}

/** A CK_BBOOL; undefined where there is none. */
export function booleanOf(value: Buffer | undefined): boolean | undefined {
  return value === undefined || value.length === 0 ? undefined : value[0] !== 0;
}

/** A CK_ULONG, which is 4 bytes on Windows and 8 elsewhere, in the machine's byte order. */
export function numberOf(value: Buffer | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (value.length === 4) return value.readUInt32LE(0);
  return value.length === 8 ? Number(value.readBigUInt64LE(0)) : undefined;
}

/** UTF-8 text, unpadded, as one line. */
export function textOf(value: Buffer | undefined): string {
  return value === undefined ? "" : shown(value.toString("utf8"));
}

/** Whether a refusal is about an attribute and not about the object or the token. */
export function aboutAttribute(error: unknown): boolean {
  return refusedWith(
    error,
    CKR.ATTRIBUTE_TYPE_INVALID,
    CKR.ATTRIBUTE_SENSITIVE,
    CKR.ATTRIBUTE_VALUE_INVALID,
    CKR.ATTRIBUTE_READ_ONLY,
    CKR.TEMPLATE_INCONSISTENT,
    CKR.TEMPLATE_INCOMPLETE,
  );
}

function template(
  lib: Cryptoki,
  session: Handle,
  object: Handle,
  types: readonly number[],
): Values {
  const read = lib.C_GetAttributeValue(
    session,
    object,
    types.map((type) => ({ type })),
  );
  return new TemplateValues(read);
}

/** What a template was filled with; few enough to look through. */
class TemplateValues implements Values {
  constructor(private readonly read: readonly Attribute[]) {}

  get(type: number): Buffer | undefined {
    const value = this.read.find((one) => one.type === type)?.value;
    return Buffer.isBuffer(value) ? value : undefined;
  }
}
