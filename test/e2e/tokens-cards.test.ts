import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { runCli, temporaryHome, type TemporaryHome } from "../harness/index.js";
import { makePivKey, requireRig, VirtualReader, type PivKey } from "../rigs/index.js";

interface WatchEvent {
  readonly event?: string;
  readonly at?: string;
}

describe("perennial tokens with cards in readers", function () {
  this.timeout(90_000);
  this.slow(20_000);
  let keys: { readonly "9C": PivKey };
  let home: TemporaryHome;
  let reader: VirtualReader;
  before(async function () {
    requireRig(this, VirtualReader.missing());
    keys = { "9C": await makePivKey("P-256", "Signature") };
  });
  beforeEach(async () => {
    home = await temporaryHome("cards");
    reader = await VirtualReader.open();
  });
  afterEach(async () => {
    await reader?.[Symbol.asyncDispose]();
    await home?.remove();
  });

  function perennial(...args: readonly string[]) {
    return runCli(["tokens", ...args, "--module", reader.modulePath], {
      home: home.path,
      env: reader.environment,
    });
  }

  it("list the card, and the foreign one beside it disturbs nothing", async () => {
    await (await reader.piv({ keys })).insert();
    await (await reader.unsupported()).insert();
    await delay(1_500);
    const { code, stdout } = await perennial("list", "--json");
    assert.equal(code, 0, stdout);
    const { tokens } = JSON.parse(stdout) as { tokens: { manufacturer: string }[] };
    assert.ok(tokens.length >= 1, stdout);
    const doctor = await perennial("doctor");
    assert.match(doctor.stdout, /service for card readers answers/);
    assert.equal(doctor.stdout.match(/ATR\s+[0-9A-F]{8,}/g)?.length, 2, doctor.stdout);
  });

  it("see a card come and go within two seconds", async () => {
    const card = await reader.piv({ keys });
    const watching = perennial("watch", "--wait-for", "12s", "--json");
    await delay(4_000);
    const inserted = Date.now();
    await card.insert();
    await delay(3_500);
    const removed = Date.now();
    await card.remove();
    const { stdout } = await watching;
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as WatchEvent);
    const at = (event: string) => Date.parse(events.find((one) => one.event === event)?.at ?? "");
    assert.ok(at("inserted") - inserted < 2_000, stdout);
    assert.ok(at("removed") - removed < 2_000, stdout);
  });
});
