import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { sofiePassword, luxtrustUser } from "../harness/index.js";
import type { Account } from "../simulators/luxtrust/index.js";
import { logIn, upload } from "../simulators/testing/visits.js";
import { World } from "./world.js";

const hour = 3_600_000;
const day = 24 * hour;

/** A Friday morning within a year, so that the days that pass have a weekend in them. */
function friday(): Date {
  const date = new Date();
  date.setUTCDate(date.getUTCDate() + 7 + ((5 - date.getUTCDay() + 7) % 7));
  date.setUTCHours(9, 0, 0, 0);
  return date;
}

describe("A S.O.R.T. renewal the assisted way, over days, by single commands", function () {
  this.timeout(120_000);
  this.bail(true);
  let world: World;
  const ids = new Map<Account, string>();
  const accounts = ["CRYPT", "TRANSPORT"] as const;

  before(async () => {
    world = await World.open({
      contract: "sort",
      now: friday(),
      values: { way: "assisted" },
      simulator: { automatic: {} },
    });
  });
  after(() => world[Symbol.asyncDispose]());

  const waits = async (): Promise<readonly (string | undefined)[]> =>
    Promise.all(accounts.map(async (account) => (await world.shown(account)).wait?.key));
  const answerAll = async (key: string, value: string, of: readonly Account[] = accounts) => {
    for (const account of of) {
      const { code, data } = await world.json("answer", ids.get(account) ?? "", key, value);
      assert.equal(code, 0, JSON.stringify(data));
    }
    return world.json("resume");
  };

  it("begins, and waits for the personal data of both accounts", async () => {
    const begun = await world.json("renew", "acme");
    assert.equal(begun.code, 4);
    for (const { id, account } of begun.data.renewals ?? []) ids.set(account as Account, id);
    assert.deepEqual(await waits(), ["subject", "subject"]);
  });

  it("takes corrected data as JSON, and refuses what is incomplete with the field's name", async () => {
    const id = ids.get("CRYPT") ?? "";
    const data = { name: "Ada Weber", email: "reporting@acme.example", company: "Acme S.A." };
    for (const wrong of [
      { ...data, city: "Luxembourg", country: "Luxembourg" },
      data,
      { ...data, city: "Luxembourg", country: "LU", more: "x" },
      { ...data, city: "Luxembourg", country: "LU", email: "nobody" },
    ]) {
      const refused = await world.json("answer", id, "subject", JSON.stringify(wrong));
      assert.equal(refused.code, 3, JSON.stringify(refused.data));
      assert.equal(refused.data.error?.code, "answer.invalid");
    }
    const right = JSON.stringify({ ...data, city: "Esch", country: "LU" });
    await answerAll("subject", right);
    assert.deepEqual(await waits(), ["entropy", "entropy"]);
  });

  it("makes keys a day later, and only then both requests", async () => {
    await world.pass(day);
    assert.equal((await world.json("answer", ids.get("CRYPT") ?? "", "entropy", "system")).code, 0);
    await world.json("resume");
    assert.deepEqual(await waits(), ["sibling-request", "entropy"]);
    assert.equal(
      (await world.json("answer", ids.get("TRANSPORT") ?? "", "entropy", "system")).code,
      0,
    );
    await world.json("resume");
    assert.deepEqual(await waits(), ["order", "order"]);
    const names = (await readdir(world.data)).filter((name) => /_\d{8}-\d{6}\.pem$/.test(name));
    assert.deepEqual(names.map((name) => name.split("_")[1]).toSorted(), ["CRYPT", "TRANSPORT"]);
  });

  it("waits for the orders that a person places, in another process with another clock", async () => {
    await world.pass(3 * day);
    const there = await world.cli(["resume"]);
    assert.equal(there.code, 4, there.stdout + there.stderr);
    assert.match(there.stdout, /easyssl|order/i);
    for (const account of accounts) await world.orderByPerson(account);
    await answerAll("order", "{}");
    assert.deepEqual(await waits(), ["certificate", "certificate"]);
  });

  it("takes each certificate from the watched folder, whichever mail comes first", async () => {
    await world.pass(2 * day);
    const [first, second] = world.simulator.world.orders.list();
    await world.simulator.orders.approve(second?.number ?? 0, { mail: { form: "french" } });
    await world.pass(hour);
    await world.json("resume");
    assert.deepEqual(await waits(), ["certificate", "upload-1"]);
    await world.simulator.orders.approve(first?.number ?? 0, {});
    await world.pass(hour);
    await world.json("resume");
    assert.deepEqual(await waits(), ["upload-1", "upload-1"]);
  });

  it("asks for each upload in a new session, and again after the page refused the password", async () => {
    const user = luxtrustUser(world.simulator, world.user);
    for (const account of accounts) {
      const { browser } = await logIn(world.simulator, user, sofiePassword(user));
      const order = world.simulator.world.orders.list().find((one) => one.account === account);
      const sent = await upload(world.simulator, browser, order?.certificate ?? Buffer.alloc(0));
      assert.equal(sent.status, 200, sent.text);
    }
    await answerAll("upload-1", "not-asked");
    assert.deepEqual(await waits(), ["upload-2", "upload-2"]);
    assert.equal((await world.shown("CRYPT")).wait?.refusal?.code, "luxtrust.session-reused");
    await answerAll("upload-2", "uploaded");
    assert.deepEqual(await waits(), ["declared", "configuration"]);
  });

  it("guards the quiet window from the upload on", async () => {
    for (const operation of ["send", "download"]) {
      const { code, data } = await world.json("guard", "acme", operation);
      assert.equal(code, 3);
      assert.equal((data["reason"] as { code: string }).code, "luxtrust.quiet-window");
    }
    assert.equal((await world.json("guard", "acme", "encrypt")).code, 0);
  });

  it("has CRYPT declared, and TRANSPORT never asked about", async () => {
    await answerAll("declared", "true", ["CRYPT"]);
    assert.deepEqual(await waits(), ["configuration", "configuration"]);
    const outputs = (await world.shown("TRANSPORT")).outputs;
    assert.equal(outputs["declare-to-cssf"] ?? null, null);
  });

  it("says when the configuration is late, and takes it after the deadline all the same", async () => {
    await world.pass(10 * day);
    const late = await world.json("resume");
    assert.ok([4, 5].includes(late.code ?? 0), JSON.stringify(late.data));
    const shown = await world.inProcess(["show", "acme"]);
    assert.match(shown.stdout, /355 66/);
    for (const { receipt } of world.simulator.state()["uploads"] as { receipt: string }[]) {
      await world.simulator.configurations.send(receipt, "valid");
    }
    await world.pass(hour);
    await world.json("resume", "acme");
    assert.deepEqual(await waits(), ["install", "install"]);
  });

  it("keeps the old certificate current until the person says OK", async () => {
    const { data } = await world.json("status");
    const sources = (data["profiles"] as { accounts: { certificate: { source: string } }[] }[])
      .flatMap(({ accounts: all }) => all)
      .map(({ certificate }) => certificate.source);
    assert.deepEqual(sources, [...world.old.values()]);
    await answerAll("install", "true");
    assert.deepEqual(await waits(), ["send-report", "send-report"]);
  });

  it("saves the report for the person, backs up and ends", async () => {
    await answerAll("send-report", "true");
    assert.deepEqual(await waits(), ["report-sent", "report-sent"]);
    const reports = (await readdir(world.data)).filter((name) => name.endsWith(".report.json"));
    assert.equal(reports.length, 2);
    for (const name of reports) {
      JSON.parse(await readFile(join(world.data, name), "utf8"));
    }
    await answerAll("report-sent", "true");
    const ended = await answerAll("back-up", "true");
    assert.equal(ended.code, 0, JSON.stringify(ended.data));
    assert.equal((await world.json("guard", "acme", "send")).code, 0);
    assert.equal((await world.json("audit", "verify")).code, 0);
    assert.deepEqual(await world.leaks(), []);
    assert.deepEqual(await world.json("list").then(({ data }) => data.renewals), []);
  });
});

describe("The guard", function () {
  this.timeout(120_000);

  it("refuses to encrypt and send once the certificate has ended, and allows a download", async () => {
    await using world = await World.open({ now: "soon", daysLeft: -1 });
    const verdicts = await Promise.all(
      ["encrypt", "send", "download"].map(async (operation) => {
        const { code, data } = await world.json("guard", "acme", operation);
        return [code, (data["reason"] as { code: string } | undefined)?.code];
      }),
    );
    const ended = [3, "luxtrust.certificate-expired"];
    assert.deepEqual(verdicts, [ended, ended, [0, undefined]]);
    const status = await world.inProcess(["status"]);
    assert.equal(status.code, 0);
    assert.match(status.stdout, /expired/i);
  });

  it("does not guess what an unknown operation would be", async () => {
    await using world = await World.open({ now: "soon" });
    const { code, data } = await world.json("guard", "acme", "burn");
    assert.ok((code ?? 0) > 0 && code !== 1, JSON.stringify(data));
    assert.equal((await world.json("guard", "nobody", "send")).code, 2);
  });
});
