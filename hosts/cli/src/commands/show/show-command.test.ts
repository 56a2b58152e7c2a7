import assert from "node:assert/strict";
import { join } from "node:path";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { FakeEngine } from "../../testing/fake-engine.js";
import { jsonOf, runCommand } from "../../testing/run-command.js";
import { accountOf, at, fileWait, pollWait, profileOf } from "../../testing/views.js";
import { linesFit } from "../../testing/lines-fit.js";
import { soon } from "../../testing/views.js";

describe("show", () => {
  let engine: FakeEngine;
  beforeEach(() => {
    engine = new FakeEngine();
  });

  it("shows the steps, what it waits for, and how to go on", async () => {
    engine.add({ id: "m-1", state: "waiting", wait: fileWait() });
    for (const language of ["en", "fr"]) {
      const ran = await runCommand(["show", "m-1", "--lang", language], { engine });
      assert.equal(ran.exitCode, 0);
      assert.match(ran.stdout, /1\. Title of confirm/);
      assert.match(ran.stdout, /\*\.pem/);
      assert.match(ran.stdout, /perennial resume m-1/);
      linesFit(ran.stdout);
    }
  });

  it("shows everything of the only renewal that is open", async () => {
    engine.add({ id: "m-1", state: "waiting", wait: fileWait() });
    assert.match((await runCommand(["show"], { engine })).stdout, /1\. Title of confirm/);
  });

  it("counts the seconds to a look that is near", async () => {
    const wakeAt = "2026-11-20T09:00:20Z";
    engine.add({ id: "m-1", state: "waiting", wait: pollWait(), wakeAt });
    const said = async (...lang: string[]) => {
      const { stdout } = await runCommand(["show", "m-1", ...lang], { engine });
      return stdout.replaceAll(/\s+/g, " ");
    };
    assert.match(await said(), /Next look in 20 seconds\./);
    assert.match(await said("--lang", "fr"), /Prochaine vérification dans 20 secondes\./);
  });

  it("logs each text that a plugin names and does not have, once", async () => {
    const home = mkdtempSync(join(tmpdir(), "perennial-"));
    try {
      const wait = {
        ...fileWait(),
        text: { key: "collect.wait" },
        instructions: [{ key: "collect.look", args: { n: 1 } }, { key: "collect.look" }],
      };
      engine.add({ id: "m-1", state: "waiting", wait });
      const { stdout } = await runCommand(["show", "m-1"], { engine, home });
      assert.match(stdout, /1\. A text of the plugin “acme” is missing: collect\.look \(n=1\)/);
      const log = readFileSync(join(home, "home", "logs", "perennial.log"), "utf8").trimEnd();
      const missing = log
        .split("\n")
        .map((line) => JSON.parse(line) as { event: string; plugin?: string; key?: string })
        .filter(({ event }) => event === "text-missing")
        .map(({ plugin, key }) => [plugin, key]);
      assert.deepEqual(missing, [
        ["acme", "collect.wait"],
        ["acme", "collect.look"],
      ]);
    } finally {
      rmSync(home, { recursive: true });
    }
  });

  it("says that a text is not there rather than its key, as without the plugin’s folder", async () => {
    const wait = { ...fileWait(), text: { key: "collect.wait", args: { number: "H1001" } } };
    engine.add({ id: "m-1", state: "waiting", wait });
    const { stdout } = await runCommand(["show", "m-1"], { engine });
    assert.match(stdout, /no text\s+“collect\.wait”/);
    assert.match(stdout, /--plugin-dir/);
  });

  it("shows of several in a few lines which there are, and all of them as JSON", async () => {
    engine.add({ id: "m-1", account: "CRYPT", state: "waiting", wait: fileWait() });
    engine.add({ id: "m-2", account: "TRANSPORT" });
    for (const language of ["en", "fr"]) {
      const { stdout } = await runCommand(["show", "--lang", language], { engine });
      assert.match(stdout, /meridian\/CRYPT/);
      assert.match(stdout, /perennial show m-2/);
      assert.doesNotMatch(stdout, /Title of confirm/);
      linesFit(stdout);
    }
    const { renewals } = jsonOf(await runCommand(["show", "--json"], { engine })) as {
      renewals: { steps: unknown[] }[];
    };
    assert.deepEqual(
      renewals.map(({ steps }) => steps.length),
      [3, 3],
    );
  });

  it("says when one that failed is tried again, and that nothing does so unless it runs", async () => {
    const error = { code: "http.timeout", params: {} };
    const again = { state: "failed", error, wakeAt: "2026-11-20T10:00:00Z" } as const;
    const renewal = engine.add({ id: "m-1", ...again });
    engine.overviewNow = { at, profiles: [profileOf("meridian", accountOf(soon, { renewal }))] };
    for (const command of ["show", "list", "status"]) {
      const { stdout } = await runCommand([command], { engine });
      assert.match(
        stdout.replaceAll(/\s+/g, " "),
        /Is tried again when you resume it, or by itself while “perennial watch” runs\. Next try due: 20 Nov/,
      );
    }
  });

  it("says where the finished ones are when none is open", async () => {
    for (const command of ["show", "list"]) {
      const { stdout } = await runCommand([command], { engine });
      assert.match(stdout, /No renewal is open\. Finished ones:\n +perennial list --all/);
    }
    assert.match((await runCommand(["list", "--all"], { engine })).stdout, /no renewal yet/);
  });
});
