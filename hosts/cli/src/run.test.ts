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

  it("is text for the shell that completes a command line with --json in it", async () => {
    const argv = ["--get-yargs-completions", "perennial", "--json", "st"];
    assert.match((await runCommand(argv)).stdout, /status/);
  });

  it("says the version among other global options", async () => {
    assert.match((await runCommand(["--no-color", "--version"])).stdout, /^\d+\.\d+/);
  });
});
