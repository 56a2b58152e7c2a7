import type { Json } from "./json.js";

/**
 * One field of a {@link FormSchema}: the documented subset of JSON Schema 2020-12. `title` and
 * `description` are message keys. `format: "password"` marks a secret: the host keeps it encrypted
 * and hands out a {@link SecretRef} instead. `folder` and `file` are paths the person names. `key-place` says where keys live: `software` or
 * a PKCS #11 URI that names a token; the host offers what is there.
 */
export interface FieldSchema {
  readonly type: "string" | "number" | "integer" | "boolean" | "array";
  readonly title: string;
  readonly description?: string;
  readonly default?: Json;
  readonly enum?: readonly string[];
  /** Message keys for the values of `enum`, in the same order. */
  readonly enumTitles?: readonly string[];
  readonly format?:
    "password" | "email" | "uri" | "date" | "folder" | "file" | "country" | "key-place";
  readonly pattern?: string;
  /** Message key that says what `pattern` asks for. */
  readonly patternTitle?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: { readonly type: "string" };
  readonly readOnly?: boolean;
  /**
   * Its default, or its absence, serves nearly everybody: a profile's form asks for it only when the
   * person wants to see such fields too.
   */
  readonly advanced?: boolean;
}

/** A form: an object of {@link FieldSchema}, in the order they are asked. */
export interface FormSchema {
  readonly type: "object";
  readonly properties: { readonly [name: string]: FieldSchema };
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
}

/** Stands for a secret in plain data. Only the host can turn it into the secret. */
export interface SecretRef {
  readonly secret: string;
}

/** Whether a value is a {@link SecretRef}. */
export function isSecretRef(value: unknown): value is SecretRef {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { secret?: unknown }).secret === "string" &&
    Object.keys(value).length === 1
  );
}
