import assert from "node:assert/strict";
import { FakeEngine } from "../../testing/fake-engine.js";
import { jsonOf, runCommand } from "../../testing/run-command.js";
import { accountOf, at, detailOf, fileWait, profileOf } from "../../testing/views.js";
import { linesFit } from "../../testing/lines-fit.js";
import { soon } from "../../testing/views.js";

describe("status", () => {
  let engine: FakeEngine;
  beforeEach(() => {
    engine = new FakeEngine();
  });

  it("says how to begin when there is nothing", async () => {
    const ran = await runCommand(["status"], { engine });
    assert.equal(ran.exitCode, 0);
    assert.match(ran.stdout, /perennial profile add/);
  });

  it("shows the most urgent first, within 80 columns, in both languages", async () => {
    const renewal = detailOf({
      id: "late-1",
      profile: "late",
      state: "waiting",
      wait: fileWait(),
      late: true,
    });
    engine.overviewNow = {
      at,
      profiles: [
        profileOf("fine", accountOf("2027-06-01T00:00:00Z")),
        profileOf(
          "due",
          accountOf(soon, { urgency: "notice", notice: { key: "Renew it now, please." } }),
        ),
        profileOf("over", accountOf("2026-11-01T00:00:00Z", { urgency: "expired" })),
        profileOf("late", accountOf(soon, { urgency: "notice", renewal })),
        profileOf(
          "an-exceedingly-long-name-of-a-profile",
          accountOf(soon, { account: "TRANSPORT" }),
        ),
      ],
    };
    for (const language of ["en", "fr"]) {
      const { stdout, exitCode } = await runCommand(["status", "--lang", language], { engine });
      assert.equal(exitCode, 0);
      const order = ["over", "late", "due", "fine"].map((name) => stdout.indexOf(`\n  ${name} `));
      assert.deepEqual(
        order,
        order.toSorted((a, b) => a - b),
        stdout,
      );
      assert.ok(
        order.every((place) => place >= 0),
        stdout,
      );
      assert.match(stdout, /perennial renew due/);
      assert.match(stdout, /perennial resume late-1/);
      linesFit(stdout);
      assert.doesNotMatch(stdout, /\{|\}|status\.|wait\./);
    }
  });

  it("shows a profile that no plugin serves, with the reason", async () => {
    const problem = { code: "plugin.provider-not-found", params: { provider: "acme.mail" } };
    engine.overviewNow = { at, profiles: [{ ...profileOf("orphan"), problem }] };
    const { stdout } = await runCommand(["status"], { engine });
    assert.match(stdout, /orphan/);
    assert.match(stdout, /acme\.mail/);
  });

  it("sums up what needs nothing where there is much of it", async () => {
    const many = Array.from({ length: 1_000 }, (_, n) =>
      profileOf(`fine-${n}`, accountOf(n === 7 ? "2027-01-07T00:00:00Z" : "2027-06-01T00:00:00Z")),
    );
    const due = profileOf("due", accountOf(soon, { urgency: "notice" }));
    engine.overviewNow = { at, profiles: [...many, due] };
    const { stdout } = await runCommand(["status"], { engine });
    assert.match(stdout, /perennial renew due/);
    assert.match(
      stdout,
      /1,000 certificates need nothing; the first of them ends on 7 January 2027/,
    );
    assert.match(stdout, /perennial status --all/);
    assert.doesNotMatch(stdout, /fine-/);
    linesFit(stdout);
    assert.match((await runCommand(["status", "--all"], { engine })).stdout, /fine-999 /);
    engine.overviewNow = { at, profiles: many.slice(0, 50) };
    assert.match((await runCommand(["status"], { engine })).stdout, /fine-49 /);
  });

  it("gives the overview as JSON", async () => {
    engine.overviewNow = { at, profiles: [profileOf("fine", accountOf(soon))] };
    const json = jsonOf(await runCommand(["status", "--json"], { engine }));
    const { at: now, profiles } = engine.overviewNow;
    assert.deepEqual(json, {
      perennial: 1,
      command: "status",
      at: now,
      profiles: profiles.map((profile) => ({ ...profile, providerTitleRendered: "Acme" })),
    });
  });

  it("shows no control characters that a plugin or a file brought in", async () => {
    const notice = { key: "\u001B[2Jgone\u0007" };
    engine.overviewNow = {
      at,
      profiles: [profileOf("due", accountOf(soon, { urgency: "notice", notice }))],
    };
    const { stdout } = await runCommand(["status"], { engine });
    assert.ok(!stdout.includes("\u001B") && !stdout.includes("\u0007"), stdout);
  });
});
