import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeOutput } from "./write-output.js";

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

describe("an output", () => {
  let folder: string;
  let path: string;
  const fresh = { mode: 0o640, replace: false };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "perennial-output-"));
    path = join(folder, "out");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("is written whole, with the permissions of what was signed, and nothing else is left", async () => {
    await writeOutput(path, pieces("one ", "two"), fresh);
    assert.equal(await readFile(path, "utf8"), "one two");
    if (process.platform !== "win32") assert.equal((await stat(path)).mode & 0o777, 0o640);
    assert.deepEqual(await readdir(folder), ["out"]);
  });

  it("never takes the place of a file, not even of one that came meanwhile", async () => {
    async function* slow(): AsyncGenerator<Uint8Array> {
      await writeFile(path, "somebody else's");
      yield* pieces("mine");
    }
    await assert.rejects(writeOutput(path, slow(), fresh), { code: "signing.output-exists" });
    assert.equal(await readFile(path, "utf8"), "somebody else's");
    assert.deepEqual(await readdir(folder), ["out"]);
  });

  it("replaces a file in one go where that is wanted", async () => {
    await writeFile(path, "former");
    await writeOutput(path, pieces("newer"), { ...fresh, replace: true });
    assert.equal(await readFile(path, "utf8"), "newer");
    assert.deepEqual(await readdir(folder), ["out"]);
  });

  it("leaves a file that turns out to be another one when the new one is whole", async () => {
    await writeFile(path, "former");
    const judge = async () => {
      if ((await readFile(path, "utf8")) !== "former") throw new Error("another one");
    };
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield* pieces("newer");
      await writeFile(path, "precious");
    }
    const replacing = writeOutput(path, slow(), { ...fresh, replace: true, judge });
    await assert.rejects(replacing, { message: "another one" });
    assert.equal(await readFile(path, "utf8"), "precious");
    assert.deepEqual(await readdir(folder), ["out"]);
  });

  it("is not there when its content fails, and what it was to replace stays", async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield* pieces("half");
      throw new Error("The content ended.");
    }
    await assert.rejects(writeOutput(path, failing(), fresh), { message: "The content ended." });
    assert.deepEqual(await readdir(folder), []);
    await writeFile(path, "former");
    const replacing = writeOutput(path, failing(), { ...fresh, replace: true });
    await assert.rejects(replacing, { message: "The content ended." });
    assert.equal(await readFile(path, "utf8"), "former");
    assert.deepEqual(await readdir(folder), ["out"]);
  });

  it("is written where files cannot have two names too, and takes no place there either", async () => {
    const link = () => Promise.reject(Object.assign(new Error("no links"), { code: "ENOTSUP" }));
    await writeOutput(path, pieces("first"), { ...fresh, link });
    assert.equal(await readFile(path, "utf8"), "first");
    const second = writeOutput(path, pieces("second"), { ...fresh, link });
    await assert.rejects(second, { code: "signing.output-exists" });
    assert.equal(await readFile(path, "utf8"), "first");
    assert.deepEqual(await readdir(folder), ["out"]);
  });

  it("that cannot be written is told with its path and what the system said", async () => {
    const nowhere = join(folder, "none", "out");
    await assert.rejects(writeOutput(nowhere, pieces("x"), fresh), {
      code: "cli.file-unwritable",
      params: { path: nowhere, system: "ENOENT" },
    });
    const link = () => Promise.reject(Object.assign(new Error("full"), { code: "ENOSPC" }));
    await assert.rejects(writeOutput(path, pieces("x"), { ...fresh, link }), {
      code: "signing.disk-full",
    });
    assert.deepEqual(await readdir(folder), []);
  });
});
