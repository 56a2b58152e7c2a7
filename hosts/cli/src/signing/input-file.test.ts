import assert from "node:assert/strict";
import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputFile } from "./input-file.js";

describe("a file to sign or verify", () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "perennial-input-"));
    path = join(folder, "file");
    await writeFile(path, "a".repeat(3_000_000));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("is read in pieces, from its beginning each time, and as a whole", async () => {
    await using file = await InputFile.open(path);
    for (const _round of [1, 2]) {
      let length = 0;
      let count = 0;
      for await (const piece of file.pieces()) {
        length += piece.length;
        count += 1;
      }
      assert.equal(length, 3_000_000);
      assert.ok(count > 1);
    }
    assert.equal((await file.bytes()).length, 3_000_000);
    assert.equal(Buffer.from(await file.head(3)).toString(), "aaa");
    await file.checkUnchanged();
  });

  it("that grows or is rewritten meanwhile is noticed", async () => {
    await using file = await InputFile.open(path);
    await appendFile(path, "b");
    await assert.rejects(file.checkUnchanged(), { code: "signing.file-changed", params: { path } });
    await assert.rejects(file.bytes(), { code: "signing.file-changed" });
    await using again = await InputFile.open(path);
    await writeFile(path, "short");
    await assert.rejects(again.checkUnchanged(), { code: "signing.file-changed" });
    await assert.rejects(again.bytes(), { code: "signing.file-changed" });
  });

  it("is not read on after an interruption", async () => {
    const stop = new AbortController();
    await using file = await InputFile.open(path, stop.signal);
    const read = async () => {
      for await (const piece of file.pieces()) if (piece.length > 0) stop.abort();
    };
    await assert.rejects(read(), { code: "signing.interrupted" });
  });

  it("that is not there, or no file, is refused", async () => {
    await assert.rejects(InputFile.open(join(folder, "none")), { code: "files.not-found" });
    await assert.rejects(InputFile.open(join(path, "below")), { code: "files.not-found" });
    await assert.rejects(InputFile.open(folder), { code: "files.not-a-file" });
  });
});
