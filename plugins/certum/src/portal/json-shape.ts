import { PerennialError } from "@perennial/api";

/** An object as Certum sent it. */
export type Shape = { readonly [key: string]: unknown };

/** The objects in `value[list]`. @throws PerennialError `certum.portal-changed`. */
export function objectsIn(value: unknown, list: string, host: string): readonly Shape[] {
  const items = isShape(value) ? value[list] : undefined;
  if (Array.isArray(items) && items.every(isShape)) return items;
  throw new PerennialError("certum.portal-changed", { host }, { detail: `no list ${list}` });
}

/** A text member that is not empty. @throws PerennialError `certum.portal-changed`. */
export function stringIn(value: unknown, key: string, host: string): string {
  const member = isShape(value) ? value[key] : undefined;
  if (typeof member === "string" && member !== "") return member;
  throw new PerennialError("certum.portal-changed", { host }, { detail: `no text ${key}` });
}

export function isShape(value: unknown): value is Shape {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A point in time as Certum writes it: RFC 3339 with `Z`. */
export function isInstant(value: unknown): value is string {
  return (
    typeof value === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}

/** An object member. @throws PerennialError `certum.portal-changed`. */
export function shapeIn(value: unknown, key: string, host: string): Shape {
  const member = isShape(value) ? value[key] : undefined;
  if (isShape(member)) return member;
  throw new PerennialError("certum.portal-changed", { host }, { detail: `no object ${key}` });
}

/** A text member, or null where there is none. */
export function textIn(value: unknown, key: string): string | null {
  const member = isShape(value) ? value[key] : undefined;
  return typeof member === "string" && member !== "" ? member : null;
}
