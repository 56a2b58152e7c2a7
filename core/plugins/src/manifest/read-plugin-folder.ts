import { lstat, opendir, readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { insidePath } from "./inside-path.js";
import { property } from "./navigate.js";
import type { CatalogueFile, PluginFile, PluginSource } from "./plugin-source.js";

/** More files than this are not looked at; the rule `package-size` refuses such a folder. */
const maxFiles = 2000;
/** Bytes of a catalogue. */
const maxCatalogueBytes = 1024 * 1024;
/** Version control and a developer's installed packages are no part of the plugin. */
const passedOver: ReadonlySet<string> = new Set([".git", "node_modules"]);
/** Entries of such a folder that are looked through for links; no process would be started with more. */
const maxPassedOver = 20_000;

/** Reads what the rules look at. No code of the plugin runs. */
export async function readPluginFolder(
  folder: string,
  manifest: PluginSource["manifest"],
  apiVersion: string,
): Promise<PluginSource> {
  const root = await realpath(folder);
  const files: PluginFile[] = [];
  const filesCut = !(await walk(root, root, files));
  return {
    manifest,
    files,
    filesCut,
    apiVersion,
    catalogues: await catalogues(root, manifest, files),
  };
}

/** @returns false if there are too many. */
async function walk(root: string, folder: string, files: PluginFile[]): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (files.length >= maxFiles) return false;
    const path = join(folder, entry.name);
    files.push(await describe(root, path));
    if (!entry.isDirectory()) continue;
    if (passedOver.has(entry.name)) await linksOut(root, path, files);
    else if (!(await walk(root, path, files))) return false;
  }
  return true;
}

/** Of what is passed over, the links out of the plugin's folder: with one it is not started. */
async function linksOut(root: string, folder: string, files: PluginFile[]): Promise<void> {
  let entries = 0;
  for await (const entry of await opendir(folder, { recursive: true })) {
    entries += 1;
    if (entries > maxPassedOver || files.length >= maxFiles) return;
    if (!entry.isSymbolicLink()) continue;
    const link = await describe(root, join(entry.parentPath, entry.name));
    if (link.inside !== true) files.push(link);
  }
}

async function describe(root: string, absolute: string): Promise<PluginFile> {
  const path = relative(root, absolute).replaceAll(sep, "/");
  const found = await lstat(absolute);
  if (found.isDirectory()) return { path, kind: "folder", size: 0 };
  if (found.isFile()) return { path, kind: "file", size: found.size };
  if (!found.isSymbolicLink()) return { path, kind: "other", size: 0 };
  const target = await targetOf(absolute);
  if (target === undefined || !(target === root || target.startsWith(root + sep))) {
    return { path, kind: "link", size: 0, inside: false };
  }
  const end = await stat(target);
  return {
    path,
    kind: "link",
    size: 0,
    inside: true,
    ...(end.isFile() ? { targetSize: end.size } : {}),
  };
}

/** Undefined for a link that leads nowhere or in a circle. */
async function targetOf(link: string): Promise<string | undefined> {
  try {
    return await realpath(link);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ELOOP" || code === "ENOTDIR" || code === "EACCES") {
      return undefined;
    }
    throw error;
  }
}

async function catalogues(
  root: string,
  manifest: PluginSource["manifest"],
  files: readonly PluginFile[],
): Promise<readonly CatalogueFile[]> {
  const declared = property(manifest, "l10n");
  const folder = typeof declared === "string" ? insidePath(declared) : undefined;
  if (folder === undefined) return [];
  const found = files.filter(
    ({ path, kind, inside }) =>
      path.startsWith(`${folder}/`) &&
      /^[^/]+\.json$/.test(path.slice(folder.length + 1)) &&
      (kind === "file" || (kind === "link" && inside === true)),
  );
  return Promise.all(found.map((file) => readCatalogue(root, folder, file)));
}

async function readCatalogue(
  root: string,
  folder: string,
  { path, size, targetSize }: PluginFile,
): Promise<CatalogueFile> {
  const language = path.slice(folder.length + 1, -".json".length);
  const file = { language, file: path };
  if ((targetSize ?? size) > maxCatalogueBytes) {
    return { ...file, content: undefined, problem: `larger than ${maxCatalogueBytes} bytes` };
  }
  try {
    const content: unknown = JSON.parse(await readFile(join(root, path), "utf8"));
    return { ...file, content };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { ...file, content: undefined, problem: error.message };
  }
}
