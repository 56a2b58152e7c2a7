import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { hasTool, repositoryRoot, runProcess } from "../harness/index.js";

const flags =
  "-std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -O1 -fPIC -shared -fvisibility=hidden -pthread";

/** The system's C compiler; `undefined` if it has none. */
export function compiler(): string | undefined {
  return ["cc", "gcc", "clang"].find((name) => hasTool(name));
}

/**
 * Compiles `test/rigs/<name>/*.c` to a shared library, unless the same sources were compiled before.
 * Returns its path.
 */
export async function buildLibrary(name: "shim" | "loopback"): Promise<string> {
  const sources = join(repositoryRoot(), "test", "rigs", name);
  const files = (await readdir(sources)).sort();
  const hash = createHash("sha256").update(flags);
  for (const file of files) hash.update(file).update(await readFile(join(sources, file)));
  const folder = join(repositoryRoot(), ".cache", "rigs");
  const library = join(folder, `${name}-${hash.digest("hex").slice(0, 16)}.so`);
  if (existsSync(library)) return library;
  const program = compiler();
  if (program === undefined) throw new Error("there is no C compiler on this machine");
  await mkdir(folder, { recursive: true });
  const unfinished = `${library}.${randomUUID()}`;
  const inputs = files.filter((file) => file.endsWith(".c")).map((file) => join(sources, file));
  const libraries = process.platform === "linux" ? ["-ldl"] : [];
  const args = [...flags.split(" "), "-o", unfinished, ...inputs, ...libraries];
  const result = await runProcess(program, args, { env: process.env });
  if (result.code !== 0) throw new Error(`${name} does not compile:\n${result.stderr}`);
  // Renamed when whole: another process may be building the same.
  await rename(unfinished, library);
  return library;
}
