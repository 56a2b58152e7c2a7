import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { ConfigurationVariant } from "../simulators/luxtrust/index.js";
import { World } from "./world.js";
import { allAnswers } from "./world-options.js";

/** The rows of "must be refused" that are about the configuration file, through the command line. */
describe("A configuration file that is given", function () {
  this.timeout(120_000);
  let world: World;
  let renewal: string;
  let receipt: string;

  before(async () => {
    world = await World.open({ now: "soon", simulator: { automatic: { approveAfter: 0 } } });
    const begun = await world.renew();
    assert.equal(begun.data.renewals?.[0]?.step?.name, "receive-configuration");
    renewal = begun.data.renewals[0].id;
    receipt =
      (world.simulator.state() as { uploads: { receipt: string }[] }).uploads[0]?.receipt ?? "";
  });
  after(() => world[Symbol.asyncDispose]());

  const refused: readonly (readonly [ConfigurationVariant, string])[] = [
    ["other-user", "luxtrust.configuration-other-user"],
    ["other-account", "luxtrust.configuration-other-account"],
    ["other-key", "luxtrust.configuration-other-key"],
    ["older", "luxtrust.configuration-predates-certificate"],
    ["tampered", "luxtrust.configuration-tampered"],
    ["unsigned", "luxtrust.configuration-unreadable"],
    ["wrong-signer", "luxtrust.configuration-untrusted"],
    ["truncated", "luxtrust.configuration-unreadable"],
  ];
  for (const [variant, code] of refused) {
    it(`is refused, and the renewal waits for another: ${variant}`, async () => {
      await world.simulator.configurations.send(receipt, variant);
      const path = await world.give(
        `sofie.${world.user}.20261120090000.config`,
        world.lastAttachment().content,
      );
      const given = await world.inProcess(["answer", renewal, "configuration", "--file", path]);
      assert.equal(given.code, 0, given.stderr);
      const { code: exit, data } = await world.json("resume", renewal);
      assert.equal(exit, 4);
      assert.equal(data.renewals?.[0]?.wait?.refusal?.code, code);
      const shown = await world.inProcess(["show", renewal, "--lang", "fr"]);
      assert.ok(shown.stdout.includes(code));
    });
  }

  it("is refused at once when it is empty", async () => {
    const path = await world.give("empty.config", "");
    const given = await world.inProcess(["answer", renewal, "configuration", "--file", path]);
    assert.match(given.stdout + given.stderr, /files\.empty/);
  });

  it("may come again by mail among wrong ones: only the right one is installed", async () => {
    // All the mails above lie in the watched folder as well.
    await world.simulator.configurations.send(receipt, "valid");
    await world.pass(60_000);
    const ended = await world.resume({}, "2m");
    assert.equal(ended.code, 0, JSON.stringify(ended.data));
    assert.deepEqual(world.counted(), world.once);
    const installed = (await readdir(world.data)).filter((name) => name.includes(".config"));
    assert.equal(installed.length, 1, installed.join());
    assert.deepEqual(
      await readFile(join(world.data, installed[0] ?? "")),
      world.lastAttachment().content,
    );
  });
});

describe("A wrong password", function () {
  this.timeout(120_000);

  it("is refused with the tries that are left, is never sent again, and the third closes", async () => {
    await using world = await World.open({ now: "soon" });
    await world.writePrivate("wrong", "Envelope1Business");
    const wrong = (number: number) => ({
      [`*/*/password-${number}`]: { sofiePassword: { file: "wrong" } },
    });
    const { "*/*/password-1": right, ...others } = allAnswers;
    const first = await world.renew({ answers: { ...others, ...wrong(1) } });
    assert.equal(first.code, 4, JSON.stringify(first.data));
    const refusal = (result: typeof first) => result.data.renewals?.[0]?.wait?.refusal;
    const { code, params } = refusal(first) ?? {};
    assert.deepEqual({ code, params }, { code: "luxtrust.wrong-password", params: { left: 2 } });
    // The same answers again: the refused password is not sent a second time.
    const again = await world.resume({ answers: { ...others, ...wrong(1) } });
    assert.equal(again.code, 4);
    assert.equal(world.counter("logins.refused.login.wrong-password"), 1);
    await world.writePrivate("wrong", "Envelope1Business2");
    await world.resume({ answers: { ...others, ...wrong(2) } });
    await world.writePrivate("wrong", "Envelope1Business3");
    const third = await world.resume({ answers: { ...others, ...wrong(3) } });
    assert.equal(refusal(third)?.code, "luxtrust.closed", JSON.stringify(third.data));
    assert.equal(third.code, 4);
    // Closed: the right password is not sent before the helpdesk has opened it again.
    const before = world.counter("logins.refused.login.closed");
    const closed = await world.resume({ answers: { ...others, "*/*/password-4": right } });
    assert.equal(closed.data.renewals?.[0]?.wait?.key, "reopened-3");
    assert.equal(world.counter("logins.refused.login.closed"), before);
    const shown = await world.inProcess(["show", "acme"]);
    assert.match(shown.stdout, /355 66 600/);
    await fetch(new URL(`users/${world.user}/reopen`, world.simulator.addresses.controlUrl), {
      method: "POST",
    });
    const ended = await world.resume({
      answers: { ...others, "*/*/reopened-*": true, "*/*/password-4": right },
    });
    assert.equal(ended.code, 0, JSON.stringify(ended.data));
    assert.deepEqual(world.counted(), world.once);
    assert.deepEqual(await world.leaks(["Envelope1Business"]), []);
  });
});

describe("What else must be refused", function () {
  this.timeout(120_000);

  it("a certificate that was ordered with an older request: named, and the right one is taken", async () => {
    await using world = await World.open({
      now: "soon",
      values: { way: "assisted" },
      simulator: { automatic: {} },
    });
    const answers = { ...allAnswers, "*/order-certificate/order": {} };
    await world.renew({ answers: { ...answers, "*/generate-keys/*": "system" } }, "");
    const first = await world.orderByPerson("MAIN", "with the first request");
    const old = await world.shown();
    const cancelled = await world.inProcess(["cancel", old.id, "--yes"]);
    assert.equal(cancelled.code, 0);
    await world.pass(60_000);
    await world.renew({ answers }, "", ["--yes"]);
    await world.simulator.orders.approve(first, {});
    await world.pass(60_000);
    const { data } = await world.json("resume", "acme");
    const refusal = data.renewals?.[0]?.wait?.refusal;
    assert.equal(refusal?.code, "luxtrust.certificate-for-older-request", JSON.stringify(data));
    await world.simulator.orders.approve(await secondOrder(world), {});
    await world.pass(60_000);
    const right = await world.json("resume", "acme");
    assert.equal(
      right.data.renewals?.[0]?.step?.name,
      "upload-certificate",
      JSON.stringify(right.data),
    );
  });

  it("a request that was regenerated beside it: the newest only, said before the order", async () => {
    await using world = await World.open({ now: "soon", simulator: { automatic: {} } });
    world.simulator.addFault({ endpoint: "order.form", kind: "500", count: 20 });
    await world.renew({}, "");
    const { outputs } = await world.shown();
    const path = outputs["save-request"]?.path ?? "";
    const later = path.replace(/\d{8}-\d{6}/, "29991231-235959");
    await world.give(later.slice(world.folder.length + 1), await readFile(path));
    world.simulator.faults.clear();
    const refused = await world.resume({}, "");
    assert.equal(refused.code, 5, JSON.stringify(refused.data));
    assert.equal(refused.data.renewals?.[0]?.error?.code, "luxtrust.request-not-newest");
    assert.equal(world.counter("orders.accepted"), 0);
  });

  it("an expiry on the way is said and does not end the renewal", async () => {
    await using world = await World.open({
      now: "soon",
      daysLeft: 1,
      simulator: { automatic: {} },
    });
    const begun = await world.renew({}, "");
    assert.equal(begun.data.renewals?.[0]?.step?.name, "receive-certificate");
    await world.pass(3 * 86_400_000);
    const waiting = await world.json("resume", "acme");
    assert.match(JSON.stringify(waiting.data), /luxtrust\.expired-meanwhile/);
    world.simulator.automatic = { approveAfter: 0, configurationAfter: 0 };
    await world.simulator.orders.approve(1234, {});
    const ended = await world.resume();
    assert.equal(ended.code, 0, JSON.stringify(ended.data));
  });
});

async function secondOrder(world: World): Promise<number> {
  const { data } = await world.json("list");
  const open = (data.renewals ?? [])[0];
  const { data: shown } = await world.json("show", open?.id ?? "");
  const outputs = (
    shown.renewals as unknown as [{ outputs: { "save-request": { path: string } } }]
  )[0].outputs;
  const response = await fetch(new URL("orders", world.simulator.addresses.controlUrl), {
    method: "POST",
    body: JSON.stringify({
      reference: "with the second request",
      account: "MAIN",
      csr: await readFile(outputs["save-request"].path, "utf8"),
    }),
  });
  return Number(((await response.json()) as { number: string }).number);
}
