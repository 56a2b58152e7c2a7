import type { PluginSource } from "./plugin-source.js";

/** A JSON value of unknown shape and where it is. */
export interface Located<T = unknown> {
  readonly value: T;
  /** JSON Pointer (RFC 6901). */
  readonly path: string;
}

export type UnknownRecord = Readonly<Record<string, unknown>>;

/** Extends a JSON Pointer. */
export function pointer(path: string, ...segments: readonly (string | number)[]): string {
  return segments.reduce<string>(
    (whole, segment) => `${whole}/${String(segment).replaceAll("~", "~0").replaceAll("/", "~1")}`,
    path,
  );
}

export function isRecord(value: unknown): value is UnknownRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Own property; a name that only the prototype has is absent. */
export function property(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** What is at a path of property names. */
export function at(value: unknown, ...names: readonly string[]): Located {
  return {
    value: names.reduce<unknown>((inner, name) => property(inner, name), value),
    path: pointer("", ...names),
  };
}

/** A located property of a located object. */
export function child(parent: Located, name: string): Located {
  return { value: property(parent.value, name), path: pointer(parent.path, name) };
}

/** The elements of an array; nothing if it is none. */
export function elements(located: Located): readonly Located[] {
  if (!Array.isArray(located.value)) return [];
  return located.value.map((value: unknown, index) => ({
    value,
    path: pointer(located.path, index),
  }));
}

/** The properties of an object; nothing if it is none. */
export function entries(located: Located): readonly (Located & { readonly name: string })[] {
  if (!isRecord(located.value)) return [];
  return Object.entries(located.value).map(([name, value]) => ({
    name,
    value,
    path: pointer(located.path, name),
  }));
}

/** The strings among the elements of an array. */
export function strings(located: Located): readonly Located<string>[] {
  return elements(located).filter(isString);
}

export function isString<L extends Located>(located: L): located is L & Located<string> {
  return typeof located.value === "string";
}

/** The plugin's id, the last part of its name, if the name is a string. */
export function idOf(manifest: UnknownRecord): string | undefined {
  const name = property(manifest, "name");
  return typeof name === "string" ? name.slice(name.lastIndexOf("/") + 1) : undefined;
}

export function providersOf(plugin: PluginSource): readonly Located<UnknownRecord>[] {
  return elements(at(plugin.manifest, "perennial", "contributes", "providers")).filter(hasRecord);
}

export function stepsOf(provider: Located): readonly Located<UnknownRecord>[] {
  return elements(child(provider, "steps")).filter(hasRecord);
}

/** The fields of a provider's profile that are objects. */
export function fieldsOf(
  provider: Located,
): readonly (Located<UnknownRecord> & { readonly name: string })[] {
  return entries(child(child(provider, "profile"), "properties")).filter(
    (field): field is Located<UnknownRecord> & { readonly name: string } => hasRecord(field),
  );
}

export function permission(plugin: PluginSource, name: string): Located {
  return at(plugin.manifest, "perennial", "permissions", name);
}

function hasRecord(located: Located): located is Located<UnknownRecord> {
  return isRecord(located.value);
}
