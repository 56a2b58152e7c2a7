import { spawnSync } from "node:child_process";

/** What OpenSSL printed. @throws Error if it refused, with its words. */
export function openssl(...args: string[]): string {
  return opensslWith({}, ...args);
}

/** The same with more in its environment: where an engine finds its module. */
export function opensslWith(
  environment: Readonly<Record<string, string | undefined>>,
  ...args: readonly string[]
): string {
  const env = { ...process.env, ...environment };
  const { status, stdout, stderr, error } = spawnSync("openssl", args, { encoding: "utf8", env });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`openssl ${args[0]} refused: ${stderr}${stdout}`);
  return stdout;
}
