import assert from "node:assert/strict";
import type { Permissions } from "@perennial/api";
import { join } from "node:path";
import { CheckedAnswers } from "./checked-answers.js";
import type { RunnablePlugin } from "./runnable-plugin.js";
import { FIXTURES, runnable, stepRun } from "./test-support.js";

describe("A question whose answer is a consent", () => {
  const answers = new CheckedAnswers();
  let plugin: RunnablePlugin;
  before(async () => {
    plugin = await runnable(join(FIXTURES, "orderly"));
  });
  const asking = (permissions: Permissions, key: string, type: string) => {
    const { perennial } = plugin.manifest;
    const manifest = { ...plugin.manifest, perennial: { ...perennial, permissions } };
    const options = type === "choice" ? { options: [] } : {};
    const question = { type, ...options };
    const wait = { key, for: "person", text: { key: "t" }, question };
    const run = stepRun(plugin, "order");
    return answers.outcome({ ...plugin, manifest }, run, { outcome: "waiting", wait }).outcome;
  };
  const refused = { code: "plugin.bad-outcome", step: "order" };

  it("to the use of a certificate on a token is a choice", () => {
    const may: Permissions = { tokens: ["read", "adopt"] };
    assert.equal(asking(may, "certificate", "choice"), "waiting");
    assert.throws(() => asking(may, "certificate", "task"), refused);
    assert.throws(() => asking(may, "certificate", "confirm"), refused);
    assert.equal(asking({ tokens: ["read"] }, "certificate", "task"), "waiting");
  });

  it("to the making of a key on a token is a choice", () => {
    const may: Permissions = { keys: ["generate"], tokens: ["read"] };
    assert.equal(asking(may, "place", "choice"), "waiting");
    assert.throws(() => asking(may, "place", "task"), refused);
    assert.throws(() => asking(may, "place", "form"), refused);
    assert.equal(asking({ keys: ["generate"] }, "place", "task"), "waiting");
  });

  it("to the signing of a document is a confirmation", () => {
    const may: Permissions = { signatures: ["documents"] };
    const key = `sign:${"0".repeat(64)}`;
    assert.equal(asking(may, key, "confirm"), "waiting");
    assert.throws(() => asking(may, key, "task"), refused);
    assert.equal(asking({}, key, "task"), "waiting");
    assert.equal(asking(may, "signed", "task"), "waiting");
  });
});
