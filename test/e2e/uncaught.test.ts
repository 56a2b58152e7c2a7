import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCli } from "../harness/index.js";
import { World } from "./world.js";

describe("A renewal during which Perennial itself breaks", function () {
  this.timeout(120_000);

  it("says so without a trace, and goes on with the next command: nothing is done twice", async () => {
    await using world = await World.open();
    const fault = world.file("fault.mjs");
    // Once, in the middle of the fourth step.
    await writeFile(
      fault,
      `const write = process.stdout.write.bind(process.stdout);
       let broken = false;
       process.stdout.write = (text, ...rest) => {
         if (!broken && String(text).includes("step 4 of")) {
           broken = true;
           setImmediate(() => { throw new TypeError("out of order"); });
         }
         return write(text, ...rest);
       };`,
    );
    const { code, stdout, stderr } = await runCli(
      [
        ...["renew", "acme", "--answers", await world.answers(), "--wait-for", "2m"],
        ...["--passphrase-file", world.file("passphrase")],
      ],
      { home: world.home, cwd: world.folder, env: { NODE_OPTIONS: `--import=${fault}` } },
    );
    assert.equal(code, 1, stdout + stderr);
    assert.match(stderr, /Code: internal\.unexpected/);
    assert.doesNotMatch(stdout + stderr, /^\s+at /m);
    const log = await readFile(join(world.home, "logs", "perennial.log"), "utf8");
    assert.match(log, /"event":"uncaught".*out of order/);
    const resumed = await world.resume();
    assert.equal(resumed.code, 0, JSON.stringify(resumed.data));
    assert.deepEqual(world.counted(), world.once);
  });
});
