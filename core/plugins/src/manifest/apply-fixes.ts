import { open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Json } from "@perennial/api";
import type { Finding, PatchOperation } from "./finding.js";
import { insidePath } from "./inside-path.js";
import { isRecord, type UnknownRecord } from "./navigate.js";

/**
 * Mends what rules know how to mend. Each file is written once and atomically; a fix that no longer
 * fits is passed over. Afterwards the rules are to be asked again.
 * @returns the findings that were mended.
 */
export async function applyFixes(
  folder: string,
  findings: readonly Finding[],
): Promise<readonly Finding[]> {
  const mended: Finding[] = [];
  const byFile = Map.groupBy(findings, ({ fix }) => fix && insidePath(fix.file));
  for (const [file, inFile] of byFile) {
    if (file === undefined) continue;
    const path = join(folder, file);
    const text = await readFile(path, "utf8");
    let root = JSON.parse(text.replace(/^\uFEFF/, "")) as Json;
    const before = mended.length;
    for (const finding of inFile) {
      const patched = patch(root, finding.fix?.operations ?? []);
      if (patched === undefined) continue;
      root = patched;
      mended.push(finding);
    }
    if (mended.length > before)
      await replace(path, `${JSON.stringify(root, null, indentOf(text))}\n`);
  }
  return mended;
}

/** The value after all operations, or undefined if one does not fit (RFC 6902, section 5). */
export function patch(root: Json, operations: readonly PatchOperation[]): Json | undefined {
  let patched: Json | undefined = root;
  for (const operation of operations) {
    const [, ...segments] = operation.path.split("/").map(unescape);
    patched = patched === undefined ? undefined : change(patched, segments, operation);
  }
  return patched;
}

function change(
  value: Json,
  [name, ...rest]: readonly string[],
  operation: PatchOperation,
): Json | undefined {
  if (name === undefined || !(Array.isArray(value) || isRecord(value))) return undefined;
  const members = new Map(Object.entries(value as UnknownRecord)) as Map<string, Json>;
  if (rest.length > 0) {
    const inner = members.get(name);
    const changed = inner === undefined ? undefined : change(inner, rest, operation);
    if (changed === undefined) return undefined;
    members.set(name, changed);
  } else if (operation.op === "remove") {
    if (!members.delete(name)) return undefined;
  } else {
    if (operation.op === "replace" && !members.has(name)) return undefined;
    members.set(name, operation.value);
  }
  return Array.isArray(value) ? [...members.values()] : Object.fromEntries(members);
}

function unescape(segment: string): string {
  return segment.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** The indentation of the first indented line; two spaces if there is none. */
function indentOf(text: string): string {
  return /\n([ \t]+)"/.exec(text)?.[1] ?? "  ";
}

async function replace(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    {
      await using file = await open(temporary, "wx");
      await file.writeFile(text);
      await file.sync();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
