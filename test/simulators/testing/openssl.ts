import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProcess } from "../../harness/index.js";

/**
 * Runs OpenSSL with files of its own. `{name}` in an argument is the path of a file, `{out}` of the
 * one that it writes.
 * @returns the bytes of `{out}`.
 */
export async function openssl(
  files: Readonly<Record<string, string | Uint8Array>>,
  ...args: readonly string[]
): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "simulator-openssl-"));
  try {
    for (const [name, content] of Object.entries(files))
      await writeFile(join(folder, name), content);
    const paths = args.map((arg) => arg.replace(/^\{(\w+)\}$/, (_all, name) => join(folder, name)));
    const env = { PATH: process.env["PATH"] };
    const { code, stderr } = await runProcess("openssl", paths, { env });
    if (code !== 0) throw new Error(`openssl ${args.join(" ")}\n${stderr}`);
    return await readFile(join(folder, "out"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
