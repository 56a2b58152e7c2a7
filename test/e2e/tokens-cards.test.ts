import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { runCli, temporaryHome, type TemporaryHome } from "../harness/index.js";
import { makePivKey, requireRig, VirtualReader, type PivKey } from "../rigs/index.js";
import { Watching } from "./watching.js";

describe("perennial tokens with cards in readers", function () {
  this.timeout(120_000);
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
    // The service sees the cards within a moment; both are there when doctor shows both.
    let doctor = await perennial("doctor");
    while (doctor.stdout.match(/ATR\s+[0-9A-F]{8,}/g)?.length !== 2) {
      await delay(100);
      doctor = await perennial("doctor");
    }
    assert.match(doctor.stdout, /service for card readers answers/);
    const { code, stdout } = await perennial("list", "--json");
    assert.equal(code, 0, stdout);
    const { tokens } = JSON.parse(stdout) as { tokens: { manufacturer: string }[] };
    assert.ok(tokens.length >= 1, stdout);
  });

  it("see a card come and go within two seconds", async () => {
    const card = await reader.piv({ keys });
    const watching = new Watching((options) =>
      runCli(["tokens", "watch", "--json", "--module", reader.modulePath], {
        ...options,
        home: home.path,
        env: reader.environment,
      }),
    );
    await card.insert();
    await watching.told("inserted", "Signature");
    // The best of three: a machine may be busy with something else for a while.
    const took: Record<"inserted" | "removed", number[]> = { inserted: [], removed: [] };
    for (let times = 1; times <= 3; times += 1) {
      for (const event of ["removed", "inserted"] as const) {
        const began = Date.now();
        await (event === "removed" ? card.remove() : card.insert());
        const { at } = await watching.told(
          event,
          "Signature",
          event === "removed" ? times : times + 1,
        );
        took[event].push(Date.parse(at ?? "") - began);
      }
    }
    await watching.stop();
    assert.ok(Math.min(...took.inserted) < 2_000, JSON.stringify(took));
    assert.ok(Math.min(...took.removed) < 2_000, JSON.stringify(took));
  });
});
