import { createHash } from "node:crypto";
import { PerennialError, type Json } from "@perennial/api";

/**
 * The canonical text of plain data: members sorted by UTF-16 code units, no white space, numbers
 * and strings as ECMAScript writes them (RFC 8785). Members that are `undefined` are left out.
 * @throws PerennialError `store.not-plain-data` for anything that JSON cannot carry unchanged.
 */
export function canonicalJson(value: Json): string {
  return write(value, "$");
}

/** Lower-case hexadecimal SHA-256 of the canonical text. */
export function digestOf(value: Json): string {
  return createHash("sha256").update(canonicalJson(value), "utf8").digest("hex");
}

function write(value: unknown, path: string): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") {
    return JSON.stringify(value);
  }
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) {
    return `[${value.map((item, index) => write(item, `${path}[${index}]`)).join(",")}]`;
  }
  if (isPlainObject(value)) {
    const members = Object.keys(value)
      .filter((name) => value[name] !== undefined)
      .toSorted()
      .map((name) => `${JSON.stringify(name)}:${write(value[name], `${path}.${name}`)}`);
    return `{${members.join(",")}}`;
  }
  throw new PerennialError("store.not-plain-data", { path, type: typeName(value) });
}

function isPlainObject(value: unknown): value is { readonly [name: string]: unknown } {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // An object of another realm has another Object.prototype, whose own prototype is null too.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function typeName(value: unknown): string {
  return typeof value === "object" && value !== null
    ? (value.constructor?.name ?? "object")
    : typeof value === "number"
      ? String(value)
      : typeof value;
}

/**
 * The JSON text of plain data with members in the order they have: a form is asked in the order of
 * its properties. Refuses what {@link canonicalJson} refuses.
 */
export function orderedJson(value: Json): string {
  canonicalJson(value);
  return JSON.stringify(value);
}
