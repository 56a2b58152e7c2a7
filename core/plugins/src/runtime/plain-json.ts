/** Deeper structures are no journal entries. */
const MAX_DEPTH = 64;

/**
 * The path of the first thing in a value that is not plain JSON, or undefined if all of it is.
 * `undefined` members of objects count as absent.
 */
export function findNonJson(value: unknown, path = "$"): string | undefined {
  return search(value, path, new Set(), 0);
}

/** The path of the first promise in a step's outcome: what a forgotten `await` leaves. */
export function findPromise(value: unknown, path: string, depth = 0): string | undefined {
  if (value instanceof Promise) return path;
  if (typeof value !== "object" || value === null || depth > 8) return undefined;
  for (const [name, member] of Object.entries(value) as [string, unknown][]) {
    const found = findPromise(member, `${path}.${name}`, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function search(
  value: unknown,
  path: string,
  above: Set<object>,
  depth: number,
): string | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? undefined : path;
  if (typeof value !== "object" || above.has(value) || depth > MAX_DEPTH) return path;
  above.add(value);
  const found = Array.isArray(value)
    ? searchArray(value, path, above, depth)
    : searchObject(value, path, above, depth);
  above.delete(value);
  return found;
}

function searchArray(
  values: readonly unknown[],
  path: string,
  above: Set<object>,
  depth: number,
): string | undefined {
  for (let index = 0; index < values.length; index += 1) {
    const found = search(values[index], `${path}[${index}]`, above, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function searchObject(
  value: object,
  path: string,
  above: Set<object>,
  depth: number,
): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return path;
  if (Object.getOwnPropertySymbols(value).length > 0) return path;
  for (const [name, member] of Object.entries(value) as [string, unknown][]) {
    if (member === undefined) continue;
    const found = search(member, `${path}.${name}`, above, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
