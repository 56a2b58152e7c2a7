import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { shellWord } from "./shell-word.js";
import { skipBecause } from "../testing/skip-because.js";

describe("a word for a shell", () => {
  it("stands as it is where no shell sees anything in it", () => {
    assert.equal(shellWord("./my-plugins/a_1", "linux"), "./my-plugins/a_1");
    assert.equal(shellWord("C:\\Plugins\\a", "win32"), "C:\\Plugins\\a");
  });

  it("is quoted where there is a space or a sign", () => {
    assert.equal(shellWord("My Plugins", "linux"), "'My Plugins'");
    assert.equal(shellWord("C:\\My Plugins", "win32"), '"C:\\My Plugins"');
    assert.equal(shellWord("", "linux"), "''");
  });

  it("reaches a program as it was", function () {
    if (process.platform === "win32") skipBecause(this, "no POSIX shell on Windows");
    for (const word of ["it's", "$HOME `id` \\", 'a "b" *', "~/x", "a;b&c|d"]) {
      const told = execFileSync("sh", ["-c", `printf %s ${shellWord(word, "linux")}`], {
        encoding: "utf8",
      });
      assert.equal(told, word);
    }
  });
});
