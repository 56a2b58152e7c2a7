import { nodeFiles } from "../files/file-operations.js";
import type { FileOperations } from "../files/file-operations.js";
import { openStore } from "./stores.js";

/**
 * Runs in a process of its own: makes a key and keeps a secret, and kills itself with SIGKILL before
 * the file operation with the given number. Arguments: home, id of the key, number (`-1`: none).
 */
const [home = "", id = "", crashAt = "-1"] = process.argv.slice(2);

let count = 0;
function crashBefore(): void {
  if (count === Number(crashAt)) process.kill(process.pid, "SIGKILL");
  count += 1;
}

const crashing = Object.fromEntries(
  Object.entries(nodeFiles).map(([name, operation]) => [
    name,
    (...args: never[]) => {
      if (name !== "lstat" && name !== "readdir") crashBefore();
      return (operation as (...args: never[]) => unknown)(...args);
    },
  ]),
) as unknown as FileOperations;

const store = openStore(home, undefined, crashing);
await store.keys.generate({ id, algorithm: "ec-p256", label: "crash" });
await store.secrets.keep("profile", "password", "first");
await store.secrets.keep("profile", "password", "second");
process.stdout.write(`${count}\n`);
