import assert from "node:assert/strict";
import { jsonOf, runCommand } from "./testing/run-command.js";

describe("what is no command", () => {
  it("is JSON with --json: the version, help, and the completion script", async () => {
    const version = jsonOf(await runCommand(["--version", "--json"]));
    assert.deepEqual(
      { ...version, version: "" },
      { perennial: 1, command: "version", version: "" },
    );
    assert.match(String(version["version"]), /^\d+\.\d+\.\d+/);
    const help = jsonOf(await runCommand(["renew", "--help", "--json", "--lang", "fr"]));
    assert.equal(help["command"], "help");
    assert.match(String(help["text"]), /perennial renew/);
    const completion = jsonOf(await runCommand(["completion", "--json"]));
    assert.equal(completion["command"], "completion");
    assert.match(String(completion["script"]), /perennial/);
  });

  it("is a completion script in the reader's language, which keeps to it", async () => {
    for (const shell of ["/bin/bash", "/bin/zsh", "/usr/bin/fish"]) {
      const before = process.env["SHELL"];
      // yargs looks there for whose script is wanted.
      process.env["SHELL"] = shell;
      try {
        const french = (await runCommand(["--lang", "fr", "completion"])).stdout;
        assert.match(french, /^# Installation\u00A0: perennial completion >/m, shell);
        assert.match(french, /perennial --lang fr --get-yargs-completions/);
        assert.doesNotMatch(french, /yargs command completion script|OSX/);
        const own = (await runCommand(["completion"])).stdout;
        assert.match(own, /perennial --get-yargs-completions/);
        assert.match(own, /^# Installation: perennial completion >/m, shell);
      } finally {
        if (before === undefined) delete process.env["SHELL"];
        else process.env["SHELL"] = before;
      }
    }
    const argv = ["--lang", "fr", "--get-yargs-completions", "perennial", "profile", ""];
    assert.match((await runCommand(argv)).stdout, /^remove/m);
  });

  it("is what a group needs, when nothing but the group is named", async () => {
    const { exitCode, stderr } = await runCommand(["profile", "--lang", "fr"]);
    assert.equal(exitCode, 2);
    assert.match(stderr, /^ {2}- perennial profile add\u00A0?: Ajouter un profil$/m);
    assert.match(stderr, /perennial profile --help/);
    const json = jsonOf(await runCommand(["audit", "--json"])) as { error: { code: string } };
    assert.equal(json.error.code, "usage.command-missing");
    const wrong = await runCommand(["status", "--nonsense"]);
    assert.match(wrong.stderr, /perennial status --help/);
  });

  it("is text for the shell that completes a command line with --json in it", async () => {
    const argv = ["--get-yargs-completions", "perennial", "--json", "st"];
    assert.match((await runCommand(argv)).stdout, /status/);
  });

  it("says the version among other global options", async () => {
    assert.match((await runCommand(["--no-color", "--version"])).stdout, /^\d+\.\d+/);
  });
});
