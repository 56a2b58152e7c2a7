import assert from "node:assert/strict";
import { Customer, number, typedData } from "../testing/customer.js";
import { failedWith, optionsOf, refusedWith, said, sentence, waitOf } from "../testing/expect.js";
import { refusal } from "../testing/panel-pages.js";

const statement = { id: "s", text: "I agree.", required: true };

/** The data are given, with these statements at the panel. */
async function summaryOf(statements: (typeof statement)[]) {
  const anna = new Customer();
  anna.world.panel.data.statements = statements;
  await anna.chooses();
  return anna.give("data", typedData);
}

describe("What the panel writes", () => {
  it("stands on one line: a statement and a status cannot look like sentences of Perennial", async () => {
    const rest = await summaryOf([{ ...statement, text: "I agree.\nCertum says yes\u202E." }]);
    assert.equal(sentence(rest, "certum.statement").args?.["text"], "I agree. Certum says yes .");

    const anna = new Customer();
    anna.order.status = "Waiting\r\nEverything is fine";
    const tiles = sentence(await anna.run(), "certum.tiles").args;
    assert.equal(tiles?.["status"], "Waiting Everything is fine");
  });

  for (const [what, statements] of [
    ["5,000 statements", Array.from({ length: 5_000 }, () => statement)],
    ["a statement of four million characters", [{ ...statement, text: "x".repeat(4_000_000) }]],
    ["a statement without words", [{ ...statement, text: "\n\n" }]],
    ["a statement whose name has a line break", [{ ...statement, id: "s\n" }]],
  ] as const) {
    it(`that nobody could read is no page of the panel: ${what}`, async () => {
      const anna = new Customer();
      anna.world.panel.data.statements = [...statements];
      assert.equal(failedWith(await anna.chooses()), "certum.portal-changed");
    });
  }

  it("of a refusal is shortened, whatever it says", async () => {
    const anna = new Customer();
    await anna.verifies();
    anna.world.panel.next = (request, path) =>
      path === "panel/email"
        ? refusal(request, 400, "email.invalid", `x\n${"y".repeat(100_000)}`)
        : undefined;
    const rest = await anna.give("email", { address: "anna@przyklad.example" });
    assert.equal(refusedWith(rest), "certum.email.invalid");
    const detail = String(waitOf(rest).refusal?.params["detail"]);
    assert.deepEqual([detail.length, detail.slice(0, 3)], [1_000, "x y"]);
  });

  it("as the reason of a rejection is shortened and on one line", async () => {
    const anna = new Customer();
    await anna.submits();
    anna.world.panel.data.reject(anna.order, `No.\nYes.${"y".repeat(100_000)}`);
    const reason = String(sentence(await anna.run(), "certum.data.rejected").args?.["reason"]);
    assert.deepEqual([reason.length, reason.slice(0, 8)], [1_000, "No. Yes."]);
  });

  it("of hundreds of orders can be chosen from, and 90 tiles of them are shown", async () => {
    const anna = new Customer();
    for (let more = 0; more < 300; more += 1) {
      anna.world.panel.addOrder(`ORDER/${String(more).padStart(10, "0")}/dk`);
    }
    const rest = await anna.run();
    assert.equal(optionsOf(rest).length, 301);
    assert.equal(said(rest).filter((key) => key === "certum.tiles").length, 90);
    assert.notEqual(waitOf(await anna.give("order", number)).key, "order");
  });

  it("as a date is one", async () => {
    const anna = new Customer();
    await anna.submits();
    anna.world.panel.data.verify(anna.order);
    assert.ok(anna.order.data);
    anna.order.data.verifiedUntil = "for ever";
    assert.equal(failedWith(await anna.run()), "certum.portal-changed");
  });
});
