import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/** Files below the folders that contain one of the secrets, plain or as base64, or a private key. */
export async function leaksIn(
  folders: readonly string[],
  secrets: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    for (const name of await readdir(folder, { recursive: true })) {
      const path = join(folder, name);
      if (!(await stat(path)).isFile()) continue;
      const content = await readFile(path);
      for (const secret of secrets) {
        const spellings = [secret, Buffer.from(secret).toString("base64").replace(/=+$/, "")];
        if (spellings.some((text) => content.includes(text))) found.push(`${name}: ${secret}`);
      }
      if (/-----BEGIN (?:RSA |EC )?PRIVATE KEY-----/.test(content.toString("latin1"))) {
        found.push(`${name}: a private key in clear`);
      }
    }
  }
  return found;
}
