import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { hasTool, repositoryRoot, runProcess } from "../harness/index.js";

const flags = "-std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -O1 -fPIC -pthread";
const libraryFlags = `${flags} -shared -fvisibility=hidden`;

/** The system's C compiler; `undefined` if it has none. */
export function compiler(): string | undefined {
  return ["cc", "gcc", "clang"].find((name) => hasTool(name));
}

/**
 * Compiles `test/rigs/<name>/*.c` to a shared library, unless the same sources were compiled before.
 * Returns its path.
 */
export function buildLibrary(name: "shim" | "loopback"): Promise<string> {
  return build(name, [name], libraryFlags, ".so");
}

/** The same, to a program. */
export function buildProgram(name: "token-client"): Promise<string> {
  return build(name, [name, "shim"], flags, "");
}

/** Compiles what the first folder holds; the others hold what it includes. */
async function build(
  name: string,
  folders: readonly string[],
  options: string,
  suffix: string,
): Promise<string> {
  const rigs = join(repositoryRoot(), "test", "rigs");
  const hash = createHash("sha256").update(options);
  const inputs: string[] = [];
  for (const folder of folders) {
    for (const file of (await readdir(join(rigs, folder))).sort()) {
      const path = join(rigs, folder, file);
      hash.update(file).update(await readFile(path));
      if (folder === name && file.endsWith(".c")) inputs.push(path);
    }
  }
  const cache = join(repositoryRoot(), ".cache", "rigs");
  const result = join(cache, `${name}-${hash.digest("hex").slice(0, 16)}${suffix}`);
  if (existsSync(result)) return result;
  const program = compiler();
  if (program === undefined) throw new Error("there is no C compiler on this machine");
  await mkdir(cache, { recursive: true });
  const unfinished = `${result}.${randomUUID()}`;
  const libraries = process.platform === "linux" ? ["-ldl"] : [];
  const args = [...options.split(" "), "-o", unfinished, ...inputs, ...libraries];
  const compiled = await runProcess(program, args, { env: process.env });
  if (compiled.code !== 0) throw new Error(`${name} does not compile:\n${compiled.stderr}`);
  // Renamed when whole: another process may be building the same.
  await rename(unfinished, result);
  return result;
}
