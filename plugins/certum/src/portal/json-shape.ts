import { PerennialError } from "@perennial/api";
import { hasUnseen, oneLine } from "./one-line.js";

/** An object as Certum sent it. */
export type Shape = { readonly [key: string]: unknown };

/** The panel has not more characters than this in a name or a number, nor objects in a list. */
const longest = 1_000;
const mostObjects = 1_000;

/**
 * The objects in `value[list]`.
 * @throws PerennialError `certum.portal-changed` also if they are more than `most`.
 */
export function objectsIn(
  value: unknown,
  list: string,
  host: string,
  most = mostObjects,
): readonly Shape[] {
  const items = isShape(value) ? value[list] : undefined;
  if (!Array.isArray(items) || !items.every(isShape)) throw changed(host, `no list ${list}`);
  if (items.length > most) throw changed(host, `${items.length} in the list ${list}`);
  return items;
}

/**
 * A name or number, which is not empty, on one line.
 * @throws PerennialError `certum.portal-changed`.
 */
export function stringIn(value: unknown, key: string, host: string): string {
  const member = isShape(value) ? value[key] : undefined;
  if (typeof member !== "string" || member === "") throw changed(host, `no text ${key}`);
  if (member.length > longest) throw changed(host, `${member.length} characters of ${key}`);
  if (hasUnseen(member)) throw changed(host, `control characters in ${key}`);
  return member;
}

/**
 * Sentences of Certum's, which are not empty, put on one line; a person who agrees to them sees all.
 * @throws PerennialError `certum.portal-changed` also if they are longer than `most`.
 */
export function sentencesIn(value: unknown, key: string, host: string, most: number): string {
  const member = isShape(value) ? value[key] : undefined;
  if (typeof member !== "string") throw changed(host, `no text ${key}`);
  if (member.length > most) throw changed(host, `${member.length} characters of ${key}`);
  const line = oneLine(member, most);
  if (line === "") throw changed(host, `no text ${key}`);
  return line;
}

function changed(host: string, detail: string): PerennialError {
  return new PerennialError("certum.portal-changed", { host }, { detail });
}

export function isShape(value: unknown): value is Shape {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A point in time as Certum writes it: RFC 3339 with `Z`. */
export function isInstant(value: unknown): value is string {
  return (
    typeof value === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}

/** An object member. @throws PerennialError `certum.portal-changed`. */
export function shapeIn(value: unknown, key: string, host: string): Shape {
  const member = isShape(value) ? value[key] : undefined;
  if (isShape(member)) return member;
  throw changed(host, `no object ${key}`);
}

/** A text member, or null where there is none. */
export function textIn(value: unknown, key: string): string | null {
  const member = isShape(value) ? value[key] : undefined;
  return typeof member === "string" && member !== "" ? member : null;
}
