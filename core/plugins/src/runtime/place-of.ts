import { isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Where in the plugin's own files an error arose, as `file:line:column`; undefined if its trace names
 * none of them. V8 writes a frame's place as a URL or a path, with a line and mostly a column.
 * @param folder the plugin's: its process is started there.
 */
export function placeOf(error: unknown, folder = process.cwd()): string | undefined {
  const trace: unknown = error instanceof Error ? error.stack : undefined;
  if (typeof trace !== "string") return undefined;
  for (const [, file = "", place = ""] of trace.matchAll(FRAME)) {
    const within = pathInside(folder, file);
    if (within !== undefined) return `${within}:${place}`;
  }
  return undefined;
}

const FRAME = /(?:^|[( ])((?:file:\/\/|\/|[A-Za-z]:\\)[^\n()]*?):(\d+(?::\d+)?)\)?$/gm;

function pathInside(folder: string, file: string): string | undefined {
  const path = file.startsWith("file:") ? pathOf(file) : file;
  if (path === undefined) return undefined;
  const way = relative(folder, path);
  return way === "" || way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way)
    ? undefined
    : way;
}

/** Undefined for what only looks like the URL of a file: a message may hold anything. */
function pathOf(url: string): string | undefined {
  if (!URL.canParse(url) || new URL(url).host !== "" || /%2f/i.test(url)) return undefined;
  return fileURLToPath(url);
}
