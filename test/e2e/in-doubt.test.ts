import assert from "node:assert/strict";
import { Office } from "./office.js";

describe("An effect of which nobody knows whether it happened", function () {
  this.timeout(120_000);

  /** Loses the answer, looks in vain, and stops. */
  async function doubt(values: object = {}): Promise<Office> {
    const office = await Office.open({ lost: true, ...values });
    const first = await office.renew();
    assert.equal(first.code, 5, JSON.stringify(first.data));
    assert.equal(first.data.renewals?.[0]?.error?.code, "plugin.unexpected");
    const looked = await office.renew({}, "resume");
    assert.equal(looked.code, 6, JSON.stringify(looked.data));
    assert.equal(looked.data.renewals?.[0]?.error?.code, "order.unknown-outcome");
    return office;
  }

  it("stops the renewal with exit code 6, is never performed on a guess, and says what to do", async () => {
    await using office = await doubt();
    const { id } = await office.shown();
    for (const command of [
      ["resume"],
      ["resume", "acme"],
      ["renew", "acme"],
      ["renew", "acme", "--wait-for", "1m"],
    ]) {
      assert.equal((await office.json(...command)).code, 6, command.join(" "));
    }
    assert.equal(await office.performed(), 1);
    const shown = await office.inProcess("resume", "acme");
    assert.match(shown.stdout, new RegExp(`perennial answer ${id} effect:act`));
  });

  it("goes on without performing again when the person says that it happened", async () => {
    await using office = await doubt();
    const ended = await office.renew({ settle: { "*/act": { happened: true, reference: "K-7" } } });
    assert.equal(ended.code, 0, JSON.stringify(ended.data));
    assert.equal(await office.performed(), 1);
    const { data } = await office.json("show", "acme");
    assert.match(JSON.stringify(data), /said K-7/);
  });

  it("is performed once more when the person says that it did not", async () => {
    await using office = await doubt();
    const ended = await office.renew({ settle: { "*/act": { happened: false } } }, "resume");
    assert.equal(ended.code, 0, JSON.stringify(ended.data));
    assert.equal(await office.performed(), 2);
  });

  it("is settled by the command answer as well, in either way", async () => {
    for (const [value, performed] of [
      ["happened:K-8", 1],
      ["did-not-happen", 2],
    ] as const) {
      await using office = await doubt();
      const { id } = await office.shown();
      const wrong = await office.json("answer", id, "effect:act", "perhaps");
      assert.equal(wrong.code, 2, JSON.stringify(wrong.data));
      const given = await office.json("answer", id, "effect:act", value);
      assert.equal(given.code, 0, JSON.stringify(given.data));
      assert.equal((await office.json("resume")).code, 0);
      assert.equal(await office.performed(), performed);
    }
  });

  it("cannot be confirmed where no result can be made from what the person knows", async () => {
    await using office = await doubt({ confirmable: false });
    const { id } = await office.shown();
    const refused = await office.json("answer", id, "effect:act", "happened:K-9");
    assert.ok((refused.code ?? 0) > 0);
    assert.equal(refused.data.error?.code, "settle.cannot-confirm");
    const settled = await office.renew({ settle: { "*/act": { happened: true } } }, "resume");
    assert.notEqual(settled.code, 0);
    assert.equal(await office.performed(), 1);
    assert.equal((await office.json("show", "acme")).data.renewals?.[0]?.state, "in-doubt");
  });

  it("keeps the renewal from being cancelled until it is settled", async () => {
    await using office = await doubt();
    const { id } = await office.shown();
    const refused = await office.json("cancel", id, "--yes");
    assert.equal(refused.data.error?.code, "cancel.in-doubt", JSON.stringify(refused.data));
    assert.equal(refused.code, 6);
    await office.json("answer", id, "effect:act", "did-not-happen");
    const cancelled = await office.json("cancel", id, "--yes");
    assert.equal(cancelled.code, 0, JSON.stringify(cancelled.data));
    assert.equal((await office.json("show", id)).data.renewals?.[0]?.state, "cancelled");
    assert.equal(await office.performed(), 1);
  });

  it("is looked for before a failed renewal is cancelled: what is found ends the doubt", async () => {
    await using office = await Office.open({ lost: true, find: "happened" }, { more: ["last"] });
    const first = await office.renew();
    assert.equal(first.code, 5);
    const { id } = await office.shown();
    const cancelled = await office.json("cancel", id, "--yes");
    assert.equal(cancelled.code, 0, JSON.stringify(cancelled.data));
    assert.equal(await office.performed(), 1);
    const { data } = await office.json("show", id);
    const [shown] = data.renewals as unknown as [{ effects: { state: string }[]; state: string }];
    assert.deepEqual(
      [shown.state, shown.effects.map(({ state }) => state)],
      ["cancelled", ["performed"]],
    );
  });

  it("found not to have happened is performed again by itself, once", async () => {
    await using office = await Office.open({ lost: true, find: "absent" });
    assert.equal((await office.renew()).code, 5);
    assert.equal((await office.json("resume", "acme")).code, 0);
    assert.equal(await office.performed(), 2);
  });

  it("is nothing that a finished or cancelled renewal can be asked about", async () => {
    await using office = await Office.open();
    assert.equal((await office.renew()).code, 0);
    const { id } = await office.shown();
    for (const command of [
      ["cancel", id, "--yes"],
      ["answer", id, "effect:act", "did-not-happen"],
    ]) {
      const { code, data } = await office.json(...command);
      assert.ok((code ?? 0) > 0, JSON.stringify(data));
      assert.ok(data.error !== undefined);
    }
    assert.equal(await office.performed(), 1);
  });
});
