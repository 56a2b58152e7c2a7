import assert from "node:assert/strict";
import { openSqliteStore } from "@perennial/store";
import { FakeEngine } from "../testing/fake-engine.js";
import { FakePlugins } from "../testing/fake-plugins.js";
import { runCommand } from "../testing/run-command.js";

describe("a French colon", () => {
  const finding = {
    rule: "profile-pattern",
    severity: "error",
    file: "package.json",
    path: "/perennial",
    message: { key: "field.yes-no" },
    hint: { key: "field.yes-no" },
  } as const;
  const lines = [
    { argv: ["doctor"], label: "journal", exitCode: undefined },
    { argv: ["plugins", "list"], label: "acme.mail", exitCode: 0 },
    { argv: ["plugins", "validate", "."], label: "package.json /perennial", exitCode: undefined },
    { argv: ["profile", "add", "Bad", "--provider", "acme.mail"], label: "user", exitCode: 2 },
  ];
  for (const { argv, label, exitCode } of lines) {
    it(`has a no-break space before it in what “${argv.slice(0, 2).join(" ")}” says`, async () => {
      const plugins = new FakePlugins();
      if (argv[1] === "validate") plugins.findings = [finding];
      const store = await openSqliteStore({ path: ":memory:" });
      const engine = new FakeEngine();
      const ran = await runCommand([...argv, "--lang", "fr"], { engine, store, plugins });
      if (exitCode !== undefined) assert.equal(ran.exitCode, exitCode, ran.stderr);
      const said = ran.stdout + ran.stderr;
      assert.ok(said.includes(`${label}\u00A0: `), said);
      assert.doesNotMatch(said, /[^\u00A0\u202F]:\s/u);
    });
  }
});
