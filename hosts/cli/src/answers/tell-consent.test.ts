import assert from "node:assert/strict";
import type { Wait } from "@perennial/api";
import { FakeEngine } from "../testing/fake-engine.js";
import { runCommand } from "../testing/run-command.js";

describe("What a yes does", () => {
  const sha256 = "3f".repeat(32);

  async function shownFor(key: string): Promise<string> {
    const engine = new FakeEngine();
    const question = { type: "confirm", yes: { key: "Refuse" }, no: { key: "Sign" } } as const;
    const wait: Wait = { for: "person", key, text: { key: "Shall nothing be done?" }, question };
    engine.add({ id: "m-1" }, { state: "waiting", wait }, { state: "done" });
    const ran = await runCommand(["resume"], { engine, types: [["n: Sign [y/n]", "sign\r"]] });
    assert.deepEqual(engine.called("answer"), [{ renewal: "m-1", key, value: false }]);
    return ran.stdout.replaceAll(/\s+/gu, " ");
  }

  it("is told by Perennial where it has a file signed, whatever a plugin says", async () => {
    const shown = await shownFor(`sign:${sha256}`);
    const told = `If you answer “Refuse”, your key signs the file with this SHA-256: ${sha256}`;
    assert.ok(shown.includes(told), shown);
  });

  it("is nothing to tell of where nothing is signed", async () => {
    assert.doesNotMatch(await shownFor("sign:later"), /your key signs/u);
  });
});
