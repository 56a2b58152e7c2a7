import { PerennialError } from "@perennial/api";

/** A PKCS #11 URI, RFC 7512; attributes that Perennial has no use for are kept out of it. */
export interface Pkcs11Uri {
  readonly token?: string;
  readonly manufacturer?: string;
  readonly model?: string;
  readonly serial?: string;
  /** Label of the object. */
  readonly object?: string;
  readonly type?: "public" | "private" | "cert" | "secret-key" | "data";
  /** CKA_ID, lower-case hexadecimal. */
  readonly id?: string;
  readonly slotId?: number;
  readonly slotDescription?: string;
  readonly libraryDescription?: string;
  readonly libraryManufacturer?: string;
  /** Absolute path of the module. */
  readonly modulePath?: string;
  readonly moduleName?: string;
}

const types = ["public", "private", "cert", "secret-key", "data"] as const;

const pathNames: Readonly<Record<string, keyof Pkcs11Uri>> = {
  token: "token",
  manufacturer: "manufacturer",
  model: "model",
  serial: "serial",
  object: "object",
  type: "type",
  id: "id",
  "slot-id": "slotId",
  "slot-description": "slotDescription",
  "library-description": "libraryDescription",
  "library-manufacturer": "libraryManufacturer",
};
const queryNames: Readonly<Record<string, keyof Pkcs11Uri>> = {
  "module-path": "modulePath",
  "module-name": "moduleName",
};

/**
 * Reads a URI. Unknown attributes in the path are refused, as section 2.3 asks ("must not match"),
 * unknown ones in the query ignored.
 * @throws PerennialError `token.uri-pin` for `pin-value` and `pin-source`: a PIN has no place in a
 *   URI; `token.uri-invalid` with a `reason`. Neither repeats the URI, which may hold a PIN.
 */
export function parsePkcs11Uri(text: string): Pkcs11Uri {
  const scheme = "pkcs11:";
  if (text.slice(0, scheme.length).toLowerCase() !== scheme) throw invalid("scheme");
  const rest = text.slice(scheme.length);
  const mark = rest.indexOf("?");
  const path = mark === -1 ? rest : rest.slice(0, mark);
  const query = mark === -1 ? "" : rest.slice(mark + 1);
  // Before anything can fail with a text of its own.
  if (/(?:^|[?&;])pin-(?:value|source)(?:=|$|[&;])/iu.test(decodedNames(rest))) throw pin();
  const found: Record<string, string | number> = {};
  for (const [name, value] of attributes(path, ";")) {
    const field = pathNames[name];
    if (field === undefined) {
      // RFC 7512 section 2.3: vendors' attributes begin with x-; Perennial knows none.
      throw invalid(name.startsWith("x-") ? "vendor-attribute" : "unknown-attribute");
    }
    if (field in found) throw invalid("twice");
    found[field] = fieldValue(field, value);
  }
  for (const [name, value] of attributes(query, "&")) {
    const field = queryNames[name];
    if (field === undefined) continue;
    if (field in found) throw invalid("twice");
    found[field] = utf8(percentDecoded(value));
  }
  return found as Pkcs11Uri;
}

/** Writes a URI; what is read from it again is the same. */
export function formatPkcs11Uri(uri: Pkcs11Uri): string {
  const written = (names: Readonly<Record<string, keyof Pkcs11Uri>>) =>
    Object.entries(names).flatMap(([name, field]) => {
      const value = uri[field];
      if (value === undefined) return [];
      const bytes = field === "id" ? Buffer.from(String(value), "hex") : Buffer.from(String(value));
      return [`${name}=${percentEncoded(bytes, field === "id")}`];
    });
  const query = written(queryNames);
  return `pkcs11:${written(pathNames).join(";")}${query.length === 0 ? "" : `?${query.join("&")}`}`;
}

function fieldValue(field: keyof Pkcs11Uri, value: string): string | number {
  const bytes = percentDecoded(value);
  if (field === "id") return bytes.toString("hex");
  const text = utf8(bytes);
  if (field === "slotId") {
    if (!/^[0-9]{1,10}$/u.test(text)) throw invalid("slot-id");
    return Number(text);
  }
  if (field === "type" && !types.some((type) => type === text)) throw invalid("type");
  return text;
}

/** Name and undecoded value of each attribute. */
function attributes(text: string, separator: string): readonly (readonly [string, string])[] {
  if (text === "") return [];
  return text.split(separator).map((attribute) => {
    const equals = attribute.indexOf("=");
    if (equals <= 0) throw invalid("attribute");
    const value = attribute.slice(equals + 1);
    if (!/^(?:[A-Za-z0-9\-._~:[\]@!$'()*+,=&/?|]|%[0-9A-Fa-f]{2})*$/u.test(value)) {
      throw invalid("characters");
    }
    return [attribute.slice(0, equals), value] as const;
  });
}

/** Names with percent-encoded letters undone, so that no spelling of a PIN's name passes. */
function decodedNames(text: string): string {
  return text.replace(/%([2-7][0-9A-Fa-f])/gu, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function percentDecoded(value: string): Buffer {
  const bytes: number[] = [];
  for (let index = 0; index < value.length; index += 1) {
    if (value[index] === "%") {
      bytes.push(Number.parseInt(value.slice(index + 1, index + 3), 16));
      index += 2;
    } else bytes.push(value.charCodeAt(index));
  }
  return Buffer.from(bytes);
}

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw invalid("utf-8");
    throw error;
  }
}

/** RFC 7512 section 2.3: the bytes of an id should all be encoded. */
function percentEncoded(bytes: Buffer, all: boolean): string {
  return [...bytes]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (!all && /[A-Za-z0-9\-._~]/u.test(character)) return character;
      return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}

function pin(): PerennialError {
  return new PerennialError("token.uri-pin", {}, { effect: "none" });
}

function invalid(reason: string): PerennialError {
  return new PerennialError("token.uri-invalid", { reason }, { effect: "none" });
}
