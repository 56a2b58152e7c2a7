import assert from "node:assert/strict";
import type { ErrorData } from "@perennial/api";
import { memoryRecords } from "../testing/soft-hsm.js";
import { RecordedModuleHealth } from "./recorded-module-health.js";

const module = "/usr/lib/card.so";
const hung: ErrorData = { code: "token.module-timeout", params: { module } };
const crashed: ErrorData = { code: "token.module-crashed", params: { module } };

describe("The health of a module", () => {
  let isBusy: boolean;
  let health: RecordedModuleHealth;
  beforeEach(() => {
    isBusy = false;
    health = new RecordedModuleHealth(
      memoryRecords(),
      () => 0,
      () => Promise.resolve(isBusy),
    );
  });
  const times = async (count: number, reason: ErrorData) => {
    for (let one = 0; one < count; one += 1) await health.recordCrash(module, reason);
  };
  const quarantined = async () => (await health.quarantines()).map(({ crashes }) => crashes);

  it("ends with the third time it does not answer", async () => {
    await times(2, hung);
    await health.check(module);
    await times(1, hung);
    await assert.rejects(health.check(module), { code: "token.module-quarantined" });
  });

  it("is not held against it while a token makes a key, but it is waited for less long", async () => {
    isBusy = true;
    await times(10, hung);
    await health.check(module);
    assert.ok(await health.hungLately(module));
    isBusy = false;
    await times(2, hung);
    assert.deepEqual(await quarantined(), []);
    await times(1, hung);
    assert.deepEqual(await quarantined(), [3]);
  });

  it("is what it is where it crashes, whatever a token does", async () => {
    isBusy = true;
    await times(3, crashed);
    assert.deepEqual(await quarantined(), [3]);
  });

  it("is good again when that is lifted, and nothing of before counts", async () => {
    isBusy = true;
    await times(1, hung);
    await times(3, crashed);
    assert.equal(await health.lift(module), true);
    assert.deepEqual(await quarantined(), []);
    assert.ok(!(await health.hungLately(module)));
    await times(2, crashed);
    await health.check(module);
  });
});
