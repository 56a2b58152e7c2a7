import { spawnSync } from "node:child_process";

/** What OpenSSL printed. @throws Error if it refused, with its words. */
export function openssl(...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync("openssl", args, { encoding: "utf8" });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`openssl ${args[0]} refused: ${stderr}${stdout}`);
  return stdout;
}
