import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Office } from "./office.js";

describe("A plugin that may not be used", function () {
  this.timeout(120_000);

  const policy = (office: Office, content: object) =>
    writeFile(join(office.home, "policy.json"), JSON.stringify({ policy: 1, ...content }));

  it("by the organisation's policy is named with the rule, for a new renewal and a waiting one", async () => {
    await using office = await Office.open();
    assert.equal((await office.json("renew", "acme")).code, 4);
    await policy(office, { plugins: { allow: [{ plugin: "luxtrust" }] } });
    const resumed = await office.renew({}, "resume");
    assert.equal(resumed.code, 3, JSON.stringify(resumed.data));
    assert.match(JSON.stringify(resumed.data), /policy\./);
    const words = await office.inProcess("resume", "acme", "--answers", "answers.json");
    assert.match(words.stdout + words.stderr, /policy\.json/);
    const listed = await office.inProcess("plugins", "list");
    assert.equal(listed.code, 0);
    assert.match(listed.stdout, /small/);
    await policy(office, { plugins: { allow: [{ plugin: "small" }] } });
    assert.equal((await office.renew()).code, 0);
  });

  for (const [rule, content] of [
    ["it is denied", { plugins: { deny: [{ plugin: "small" }] } }],
    [
      "its version is not allowed",
      { plugins: { allow: [{ plugin: "small", versions: "^2.0.0" }] } },
    ],
    ["its publisher is not allowed", { plugins: { allow: [{ publisher: "Somebody else" }] } }],
    ["folders of the command line are forbidden", { pluginDirs: false }],
    ["it asks for more than is permitted", { permissions: { files: [] } }],
    ["the policy has another form", { plugins: "all" }],
  ] as const) {
    it(`is refused when ${rule}, without its code`, async () => {
      await using office = await Office.open();
      await policy(office, content);
      const { code, data } = await office.json("renew", "acme");
      assert.equal(code, 3, JSON.stringify(data));
      assert.match(JSON.stringify(data), /"policy\./);
      assert.equal(await office.performed(), 0);
    });
  }

  it("because the policy cannot be read is refused, never allowed", async () => {
    await using office = await Office.open();
    await writeFile(join(office.home, "policy.json"), '{ "policy": 1, ');
    const { code, data } = await office.json("renew", "acme");
    assert.equal(code, 3, JSON.stringify(data));
  });

  it("because the policy cannot be read any more says so, whatever its renewal waits for", async () => {
    await using office = await Office.open();
    assert.equal((await office.json("renew", "acme")).code, 4);
    await writeFile(join(office.home, "policy.json"), '{ "policy": 1, ');
    for (const command of [["renew", "acme"], ["resume"], ["status"], ["show", "acme"]]) {
      const { code, stdout } = await office.inProcess(...command);
      assert.equal(code, 3, stdout);
      assert.match(stdout, /policy\.unreadable/);
      assert.doesNotMatch(stdout, /step \d/);
    }
  });

  it("because it was disabled says so, and goes on when it is enabled again", async () => {
    await using office = await Office.open();
    assert.equal((await office.json("renew", "acme")).code, 4);
    assert.equal((await office.json("plugins", "disable", "small")).code, 0);
    const resumed = await office.renew();
    assert.equal(resumed.code, 3, JSON.stringify(resumed.data));
    assert.match(JSON.stringify(resumed.data), /plugin\.disabled/);
    // Without an answer as well: nothing of the plugin would be called.
    for (const command of [["renew", "acme"], ["resume"], ["status"], ["show", "acme"]]) {
      const { code, stdout } = await office.inProcess(...command);
      assert.equal(code, 3, stdout);
      assert.match(stdout, /plugin\.disabled/);
      assert.doesNotMatch(stdout, /step \d/);
    }
    assert.equal((await office.json("plugins", "enable", "small")).code, 0);
    assert.equal((await office.renew()).code, 0);
  });

  it("because it crashed again and again is quarantined by name until it is enabled", async () => {
    await using office = await Office.open({}, { main: "process.abort();" });
    const codes: (string | undefined)[] = [];
    for (let run = 0; run < 5; run += 1) {
      const { data } = await office.json(run === 0 ? "renew" : "resume", "acme");
      codes.push(data.renewals?.[0]?.error?.code ?? data.error?.code);
    }
    assert.ok(codes.includes("plugin.quarantined"), codes.join());
    const { code, data } = await office.json("resume", "acme");
    assert.equal(code, 3, JSON.stringify(data));
    const words = await office.inProcess("resume", "acme");
    assert.match(words.stdout + words.stderr, /perennial plugins enable\s+small/);
    await office.addPlugin({});
    assert.equal((await office.json("plugins", "enable", "small")).code, 0);
    assert.equal((await office.renew({}, "resume")).code, 0);
  });
});

describe("A renewal that began under a version of a plugin", function () {
  this.timeout(120_000);

  it("ends under it, although a newer one is there that does not take over", async () => {
    await using office = await Office.open();
    assert.equal((await office.json("renew", "acme")).code, 4);
    await office.addPlugin({ version: "2.0.0", more: ["last"] });
    const ended = await office.renew();
    assert.equal(ended.code, 0, JSON.stringify(ended.data));
    assert.equal(ended.data.renewals?.[0]?.pluginVersion, "1.0.0");
    const next = await office.renew();
    assert.equal(next.code, 0);
    assert.equal(next.data.renewals?.[0]?.pluginVersion, "2.0.0");
  });

  it("is stopped with a clear message when only a version is there that cannot take it over", async () => {
    await using office = await Office.open();
    assert.equal((await office.json("renew", "acme")).code, 4);
    const old = await office.addPlugin({});
    await office.addPlugin({ version: "2.0.0", takesOver: "^1.5.0" });
    await rm(old, { recursive: true });
    const stopped = await office.renew();
    assert.ok([3, 5].includes(stopped.code ?? 0), JSON.stringify(stopped.data));
    assert.match(JSON.stringify(stopped.data), /plugin\.version-gone/);
    const { pluginVersion, state } = await office.shown();
    assert.deepEqual([pluginVersion, state], ["1.0.0", "waiting"]);
    await office.addPlugin({});
    assert.equal((await office.renew()).code, 0);
  });

  it("is taken over by a newer one that says so, steps that ended are not run again", async () => {
    await using office = await Office.open({ lost: true });
    assert.equal((await office.renew()).code, 5);
    const old = await office.addPlugin({});
    await office.addPlugin({ version: "1.1.0", takesOver: "^1.0.0", more: ["last"] });
    await rm(old, { recursive: true });
    assert.equal((await office.json("resume", "acme")).code, 6);
    const ended = await office.renew({ settle: { "*/act": { happened: true, reference: "x" } } });
    assert.equal(ended.code, 0, JSON.stringify(ended.data));
    assert.equal(ended.data.renewals?.[0]?.pluginVersion, "1.1.0");
    assert.equal(await office.performed(), 1);
    const { data } = await office.json("show", "acme");
    const [{ outputs }] = data.renewals as unknown as [{ outputs: Record<string, unknown> }];
    assert.deepEqual(outputs, { agree: "agreed", act: "said x", last: "1.1.0" });
  });
});
