import { PerennialError } from "@perennial/api";

/** An object as a portal sent it. */
export type Shape = { readonly [key: string]: unknown };

/** The objects in `value[list]`. @throws PerennialError `luxtrust.portal-changed`. */
export function objectsIn(value: unknown, list: string, host: string): readonly Shape[] {
  const items = isShape(value) ? value[list] : undefined;
  if (Array.isArray(items) && items.every(isShape)) return items;
  throw new PerennialError("luxtrust.portal-changed", { host }, { detail: `no list ${list}` });
}

/** A string member. @throws PerennialError `luxtrust.portal-changed`. */
export function stringIn(value: unknown, key: string, host: string): string {
  const member = isShape(value) ? value[key] : undefined;
  if (typeof member === "string") return member;
  throw new PerennialError("luxtrust.portal-changed", { host }, { detail: `no text ${key}` });
}

export function isShape(value: unknown): value is Shape {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A point in time as the portals write it: RFC 3339 with `Z`. */
export function isInstant(value: unknown): value is string {
  return (
    typeof value === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}
