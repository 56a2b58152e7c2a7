import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { PerennialError, type JsonObject } from "@perennial/api";

/** A module that a person names. */
export interface ConfiguredModule {
  /** Absolute path. */
  readonly path: string;
  readonly name?: string;
  readonly parameters?: string;
}

/**
 * Reads `modules.json` of the home, which names modules to be loaded before all others:
 * `{ "modules": [{ "path", "name"?, "parameters"? }] }`. None if there is no such file.
 * @throws PerennialError `modules.unreadable`, `modules.not-a-file`, `modules.open-to-others`, `modules.not-json`,
 *   `modules.invalid` with everything that is wrong.
 */
export async function readModulesFile(
  path: string,
  platform: NodeJS.Platform = process.platform,
): Promise<readonly ConfiguredModule[]> {
  const text = await read(path, platform);
  if (text === undefined) return [];
  const value = parse(text, path);
  const { validateJson } = await import("../validate-json.js");
  const { default: schema } = await import("./modules.schema.json", { with: { type: "json" } });
  const problems = [...(await validateJson(schema, value))];
  const modules = problems.length > 0 ? [] : (value as { modules: ConfiguredModule[] }).modules;
  modules.forEach((module, index) => {
    if (isAbsolute(module.path)) return;
    problems.push({ path: `/modules/${index}/path`, message: "must be an absolute path" });
  });
  if (problems.length > 0) throw new PerennialError("modules.invalid", { path, problems });
  return modules;
}

async function read(path: string, platform: NodeJS.Platform): Promise<string | undefined> {
  let file: FileHandle | undefined;
  try {
    // A pipe is not waited for.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const found = await file.stat();
    if (!found.isFile()) throw new PerennialError("modules.not-a-file", { path });
    const { mode } = found;
    // What it names is loaded and given PINs. Windows has no such bits; access there is the folder's.
    if (platform !== "win32" && (mode & 0o022) !== 0) {
      const octal = (mode & 0o777).toString(8).padStart(4, "0");
      throw new PerennialError("modules.open-to-others", { path, mode: octal });
    }
    return await file.readFile("utf8");
  } catch (error) {
    if (PerennialError.is(error)) throw error;
    const system = (error as { code?: unknown }).code;
    if (system === "ENOENT") return undefined;
    throw new PerennialError(
      "modules.unreadable",
      { path, system: typeof system === "string" ? system : "" },
      { cause: error },
    );
  } finally {
    await file?.close();
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\u{FEFF}/u, "")) as JsonObject;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new PerennialError(
      "modules.not-json",
      { path, problem: error.message },
      { cause: error },
    );
  }
}
