import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { skipBecause } from "../test-support/skip-because.js";

/** A secret that no text of a program holds. */
const secret = Buffer.from(Array.from({ length: 12 }, (_, index) => 65 + ((index * 7 + 3) % 26)));

/** Makes such a secret, has the collector move what it moves, overwrites it, and waits. */
const script = `
  const { copyOfSecret, secretBytes } = await import(process.argv[1]);
  const first = secretBytes(12);
  for (let index = 0; index < 12; index += 1) first[index] = 65 + ((index * 7 + 3) % 26);
  const secrets = [first, copyOfSecret(first)];
  gc({ type: "minor" });
  gc({ type: "minor" });
  gc();
  for (const secret of secrets) secret.fill(0);
  process.stdout.write("overwritten");
  process.stdin.resume();
`;

describe("A PIN in memory", () => {
  it("leaves no copy where the collector moved it", async function () {
    if (process.platform !== "linux") skipBecause(this, "only Linux shows a process's memory");
    const module = join(import.meta.dirname, "secret-bytes.js");
    const args = ["--expose-gc", "--input-type=module", "--eval", script, module];
    const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
    try {
      await once(child.stdout, "data");
      assert.equal(copiesIn(child.pid ?? 0), 0);
    } finally {
      child.kill("SIGKILL");
    }
  });
});

/** How often the secret is in what a process can write to. */
function copiesIn(pid: number): number {
  const memory = openSync(`/proc/${pid}/mem`, "r");
  let found = 0;
  for (const line of readFileSync(`/proc/${pid}/maps`, "utf8").split("\n")) {
    const [, from = "", to = ""] = /^([0-9a-f]+)-([0-9a-f]+) rw/u.exec(line) ?? [];
    if (from === "" || line.includes("[v")) continue;
    const start = Number.parseInt(from, 16);
    const bytes = Buffer.alloc(Number.parseInt(to, 16) - start);
    const length = readSync(memory, bytes, 0, bytes.length, start);
    found += bytes.subarray(0, length).includes(secret) ? 1 : 0;
  }
  closeSync(memory);
  return found;
}
