import type { Permissions } from "@perennial/api";
import {
  entries,
  idOf,
  isRecord,
  property,
  strings,
  type UnknownRecord,
} from "../manifest/navigate.js";
import { isKebab } from "../manifest/kebab.js";
import { isVersion } from "../manifest/versions.js";

/** What is kept of a manifest so that most questions need no more reading. */
export interface Summary {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly publisher: string;
  readonly takesOver?: string;
  readonly permissions: Permissions;
}

/** The summary of a manifest of any shape; undefined if it has no usable id and version. */
export function summarize(manifest: UnknownRecord): Summary | undefined {
  const id = idOf(manifest);
  const name = property(manifest, "name");
  const version = property(manifest, "version");
  const publisher = property(manifest, "publisher");
  const takesOver = property(property(manifest, "perennial"), "takesOver");
  if (id === undefined || !isKebab(id) || typeof name !== "string") return undefined;
  if (typeof version !== "string" || !isVersion(version)) return undefined;
  return {
    id,
    name,
    version,
    publisher: typeof publisher === "string" ? publisher : "",
    ...(typeof takesOver === "string" ? { takesOver } : {}),
    permissions: permissionsOf(property(property(manifest, "perennial"), "permissions")),
  };
}

/** Permissions of the expected shape; anything else makes the plugin invalid and is left out. */
function permissionsOf(value: unknown): Permissions {
  const list = (name: string): readonly string[] =>
    strings({ value: property(value, name), path: "" }).map((entry) => entry.value);
  const files = Object.fromEntries(
    entries({ value: property(value, "files"), path: "" })
      .filter((entry) => typeof entry.value === "string")
      .map((entry) => [entry.name, entry.value]),
  );
  const lists = {
    network: list("network"),
    pages: list("pages"),
    keys: list("keys"),
    certificates: list("certificates"),
    tokens: list("tokens"),
    signatures: list("signatures"),
    inbox: list("inbox"),
    secrets: list("secrets"),
  };
  return {
    ...Object.fromEntries(Object.entries(lists).filter(([, entry]) => entry.length > 0)),
    ...(Object.keys(files).length === 0 ? {} : { files: files as Permissions["files"] }),
  } as Permissions;
}

/** Whether this is a {@link Summary} as {@link summarize} makes them. */
export function isSummary(value: unknown): value is Summary {
  return (
    isRecord(value) &&
    ["id", "name", "version", "publisher"].every((name) => typeof value[name] === "string") &&
    isVersion(String(value["version"])) &&
    (value["takesOver"] === undefined || typeof value["takesOver"] === "string") &&
    isRecord(value["permissions"]) &&
    JSON.stringify(permissionsOf(value["permissions"])) === JSON.stringify(value["permissions"])
  );
}
