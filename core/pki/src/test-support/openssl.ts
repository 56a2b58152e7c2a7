import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const present = spawnSync("openssl", ["version"]).status === 0;

/**
 * A suite in which OpenSSL has the last word. Without the binary it is skipped, its name saying so;
 * on a build machine (`CI=true`) it fails.
 */
export function describeWithOpenssl(title: string, suite: (this: Mocha.Suite) => void): void {
  if (present) describe(title, suite);
  else if (process.env["CI"] === "true") {
    it(`${title}: needs the openssl binary`, () => {
      throw new Error("There is no openssl binary on this machine.");
    });
  } else describe.skip(`${title} (no openssl binary on this machine)`, suite);
}

/** Runs OpenSSL; throws with what it wrote to stderr when it fails. */
export function openssl(args: readonly string[], input?: Uint8Array | string): Buffer {
  return execFileSync("openssl", args, {
    ...(input === undefined ? {} : { input }),
    stdio: ["pipe", "pipe", "pipe"],
  });
}

/** Whether OpenSSL succeeds, and everything it wrote. */
export function tryOpenssl(args: readonly string[]): {
  readonly ok: boolean;
  readonly text: string;
} {
  const { status, stdout, stderr } = spawnSync("openssl", args, { encoding: "utf8" });
  return { ok: status === 0, text: `${stdout}${stderr}` };
}

/** Runs an action with files in a folder that is removed afterwards. */
export async function withFiles<T>(
  files: Readonly<Record<string, Uint8Array | string>>,
  action: (path: (name: string) => string) => T | Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "perennial-pki-"));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return await action((name) => join(folder, name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
