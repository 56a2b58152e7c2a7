import { whileGenerating } from "../token/process/generation-lock.js";

/** Runs in a process of its own: holds the lock of a key that is being made, until it is killed. */
const [path = ""] = process.argv.slice(2);

await whileGenerating(path, () => {
  process.stdout.write("held\n");
  return new Promise((resolve) => setTimeout(resolve, 60_000));
});
