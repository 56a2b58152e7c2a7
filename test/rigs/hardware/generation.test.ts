import assert from "node:assert/strict";
import { CardDesk, label, memoryRecords, openModules, Person, pin } from "./card-desk.js";

describe("A card that makes a key for minutes", function () {
  this.timeout(120_000);
  this.slow(20_000);

  it("and answers nobody else meanwhile is not blamed for it, nor is its key made twice", async function () {
    await using desk = await CardDesk.open(this, {}, { cancel: 50 });
    const id = await desk.keys().newId();
    const making = await desk.shim.fault({
      call: "C_GenerateKeyPair",
      at: 1,
      do: { hold: "before", outlives: true },
    });
    const abort = new AbortController();
    const request = { id, algorithm: "ec-p256", label: "slow" } as const;
    const made = desk.keys().generate({ ...request, signal: abort.signal });
    made.catch(() => undefined);
    await desk.shim.held("C_GenerateKeyPair");
    abort.abort();
    await assert.rejects(made, { code: "token.cancelled", effect: "unknown" });
    desk.services.modules.end();

    const silent = await desk.shim.fault({ call: "C_GetTokenInfo", do: { hang: "before" } });
    const records = memoryRecords();
    const next = () =>
      openModules(desk.hsm.home.file("perennial"), [desk.shim.modulePath], {
        limits: { list: 500, brief: 500 },
        records,
      });
    for (let look = 0; look < 4; look += 1) {
      const impatient = await next();
      const { modules } = await impatient.modules.list();
      assert.equal(modules[0]?.problem?.code, "token.module-timeout");
      assert.deepEqual(await impatient.health.quarantines(), []);
      impatient.modules.end();
    }
    await silent.clear();
    const last = await next();
    try {
      const keys = last.keys({ label }, new Person(pin));
      const found = keys.find(id);
      const again = last.keys({ label }, new Person(pin)).generate(request);
      again.catch(() => undefined);
      await making.clear();
      assert.equal((await found)?.id, id);
      await assert.rejects(again, { code: "keys.exists" });
      assert.equal((await desk.shim.calls("C_GenerateKeyPair")).length, 1);
    } finally {
      last.modules.end();
    }
  });
});
