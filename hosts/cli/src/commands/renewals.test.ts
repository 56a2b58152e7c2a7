import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { PerennialError } from "@perennial/api";
import { FakeEngine } from "../testing/fake-engine.js";
import { jsonOf, runCommand, TestClock } from "../testing/run-command.js";
import {
  accountOf,
  at,
  confirmWait,
  detailOf,
  fileWait,
  formWait,
  pollWait,
  profileOf,
  stepOf,
} from "../testing/views.js";

const soon = "2026-12-02T09:00:00Z";

describe("the commands about renewals", () => {
  let engine: FakeEngine;
  beforeEach(() => {
    engine = new FakeEngine();
  });

  function linesFit(text: string): void {
    const long = text.split("\n").filter((line) => line.length > 80 && line.trim().includes(" "));
    assert.deepEqual(long, []);
  }

  describe("status", () => {
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
        profileOf(
          `fine-${n}`,
          accountOf(n === 7 ? "2027-01-07T00:00:00Z" : "2027-06-01T00:00:00Z"),
        ),
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

  describe("a plugin that may not be used", () => {
    for (const [code, expected] of [
      ["policy.refused", 3],
      ["plugin.disabled", 3],
      ["plugin.quarantined", 3],
      ["plugin.not-found", 5],
      ["plugin.version-gone", 5],
    ] as const) {
      it(`is told with exit code ${expected} by status, list and show of an open renewal (${code})`, async () => {
        const problem = { code, params: { plugin: "acme" } };
        const renewal = engine.add({ id: "m-1", blocked: problem });
        const account = accountOf("2027-06-01T00:00:00Z", { renewal });
        engine.overviewNow = { at, profiles: [{ ...profileOf("meridian", account), problem }] };
        for (const argv of [["status"], ["list"], ["show"], ["show", "m-1"]]) {
          assert.equal((await runCommand(argv, { engine })).exitCode, expected, argv.join(" "));
        }
      });

      it(`is told with ${expected} by status, like by renew, once a certificate ends soon (${code})`, async () => {
        const problem = { code, params: { plugin: "acme" } };
        const statusOf = async (notAfter: string) => {
          const profile = { ...profileOf("meridian", accountOf(notAfter)), problem };
          engine.overviewNow = { at, profiles: [profile] };
          return (await runCommand(["status"], { engine })).exitCode;
        };
        assert.equal(await statusOf("2027-06-01T00:00:00Z"), 0);
        assert.equal(await statusOf(soon), expected);
        assert.equal((await runCommand(["renew"], { engine })).exitCode, expected);
      });
    }
  });

  describe("renew after a failure", () => {
    const error = { code: "http.timeout", params: {} };
    const failed = { state: "failed", error } as const;

    it("tries again once what failed and is due, as each run of a timer does", async () => {
      const late = engine.add({ id: "l-1", profile: "late", ...failed }, failed);
      const fine = engine.add({ id: "f-1", profile: "fine", ...failed });
      const soonAgain = { ...failed, wakeAt: "2026-11-20T10:00:00Z" };
      const again = engine.add({ id: "a-1", profile: "again", ...soonAgain });
      const doubt = engine.add({ id: "d-1", profile: "doubt", state: "in-doubt", error });
      engine.overviewNow = {
        at,
        profiles: [
          profileOf("late", accountOf(soon, { urgency: "expired", renewal: late })),
          profileOf("fine", accountOf("2027-11-20T09:00:00Z", { renewal: fine })),
          profileOf("again", accountOf(soon, { urgency: "notice", renewal: again })),
          profileOf("doubt", accountOf(soon, { urgency: "notice", renewal: doubt })),
        ],
      };
      const ran = await runCommand(["renew"], { engine });
      assert.deepEqual(engine.called("retry"), [{ renewal: "l-1" }]);
      assert.match(ran.stdout, /late: renewal l-1 had failed; it is tried again/);
      assert.match(ran.stdout, /doubt: in doubt/);
      assert.equal(ran.exitCode, 6);
    });

    it("names the authority's contacts for what the portal said, not for a wrong PIN here", async () => {
      for (const [code, helps] of [
        ["http.timeout", true],
        ["token.pin-wrong", false],
      ] as const) {
        engine.add({ id: `m-${helps}`, state: "failed", error: { code, params: {} } });
        const shown = await runCommand(["show", `m-${helps}`], { engine });
        assert.equal(shown.stdout.includes("Who can help"), helps, shown.stdout);
      }
    });

    it("goes on by itself once a person has put right what was missing here", async () => {
      const locked = { code: "keys.store-locked", params: {}, retry: { untilFixed: true } };
      const wakeAt = "2026-11-20T09:01:00Z";
      const stuck = { state: "failed", error: locked, wakeAt } as const;
      const renewal = engine.add({ id: "m-1", ...stuck }, stuck, { state: "done" });
      engine.overviewNow = { at, profiles: [profileOf("meridian", accountOf(soon, { renewal }))] };
      const failing = await runCommand(["renew"], { engine });
      assert.equal(failing.exitCode, 5);
      assert.doesNotMatch(failing.stdout, /Who can help/);
      assert.equal((await runCommand(["resume"], { engine })).exitCode, 0);
      assert.deepEqual(engine.called("retry"), [{ renewal: "m-1" }, { renewal: "m-1" }]);
    });

    it("drives on what another process has settled meanwhile", async () => {
      const renewal = engine.add({ id: "m-1", ...failed }, { state: "done" });
      engine.overviewNow = {
        at,
        profiles: [profileOf("meridian", accountOf(soon, { urgency: "notice", renewal }))],
      };
      engine.retry = () => Promise.reject(new PerennialError("renewal.driven-elsewhere"));
      assert.equal((await runCommand(["renew"], { engine })).exitCode, 0);
    });
  });

  describe("renew", () => {
    it("does nothing when nothing is due", async () => {
      engine.overviewNow = { at, profiles: [profileOf("fine", accountOf("2027-06-01T00:00:00Z"))] };
      const ran = await runCommand(["renew"], { engine });
      assert.equal(ran.exitCode, 0);
      assert.match(ran.stdout, /Nothing is due/);
      assert.deepEqual(engine.called("begin"), []);
      assert.deepEqual(engine.called("advance"), []);
    });

    it("begins what is due and says for whom it waits and how to go on", async () => {
      engine.overviewNow = {
        at,
        profiles: [
          profileOf("meridian", accountOf(soon, { urgency: "notice" })),
          profileOf("fine", accountOf("2027-06-01T00:00:00Z")),
        ],
      };
      engine.add({ id: "m-1" }, { state: "waiting", wait: fileWait() });
      const ran = await runCommand(["renew"], { engine });
      assert.equal(ran.exitCode, 4);
      assert.deepEqual(engine.called("begin"), [{ profile: "meridian" }]);
      assert.match(ran.stdout, /Waiting for the certificate/);
      assert.match(ran.stdout, /27 November 2026/);
      assert.match(ran.stdout, /perennial resume m-1/);
      assert.match(ran.stdout, /perennial answer m-1 certificate --file FILE/);
      assert.match(
        ran.stdout.replaceAll(/\s+/g, " "),
        /Leave it in \S+\/home\/inbox\/meridian, where/,
      );
      linesFit(ran.stdout);
    });

    it("renews a named profile that is not due on request alone", async () => {
      engine.overviewNow = {
        at,
        profiles: [profileOf("meridian", accountOf("2027-06-01T00:00:00Z"))],
      };
      engine.add({ id: "m-1" }, { state: "done" });
      const ran = await runCommand(["renew", "meridian", "--force"], { engine });
      assert.equal(ran.exitCode, 0);
      assert.deepEqual(engine.called("begin"), [{ profile: "meridian", force: true }]);
      // A job that runs the same command every night must not order a certificate every night.
      await runCommand(["renew", "meridian"], { engine });
      assert.deepEqual(engine.called("begin").at(-1), { profile: "meridian" });
    });

    it("goes on with a renewal that is open instead of beginning another", async () => {
      const renewal = engine.add({ id: "m-1" }, { state: "done" });
      engine.overviewNow = {
        at,
        profiles: [profileOf("meridian", accountOf(soon, { urgency: "notice", renewal }))],
      };
      assert.equal((await runCommand(["renew"], { engine })).exitCode, 0);
      assert.deepEqual(engine.called("begin"), []);
      assert.deepEqual(engine.called("advance"), [{ renewal: "m-1" }]);
    });

    it("lets one profile that cannot begin not keep the others from it", async () => {
      engine.overviewNow = {
        at,
        profiles: [
          profileOf("bad", accountOf(soon, { urgency: "notice" })),
          profileOf("meridian", accountOf(soon, { urgency: "notice" })),
        ],
      };
      engine.add({ id: "m-1" }, { state: "done" });
      const begin = engine.begin.bind(engine);
      engine.begin = (request) =>
        request.profile === "bad"
          ? Promise.reject(new PerennialError("policy.refused", { plugin: "acme" }))
          : begin(request);
      const ran = await runCommand(["renew", "--json"], { engine });
      assert.equal(ran.exitCode, 3);
      const { renewals, notBegun } = jsonOf(ran) as {
        renewals: { outcome: string }[];
        notBegun: { profile: string }[];
      };
      assert.deepEqual(
        renewals.map(({ outcome }) => outcome),
        ["done"],
      );
      assert.deepEqual(
        notBegun.map(({ profile }) => profile),
        ["bad"],
      );
    });

    it("says what keeps an open renewal from going on, instead of what it waits for", async () => {
      const blocked = { code: "plugin.disabled", params: { plugin: "acme" } };
      const steps = [stepOf("receive-it", { state: "current", title: "receive-it" })];
      const wait = confirmWait();
      const open = engine.add({ id: "m-1", state: "waiting", wait, steps, blocked });
      const account = accountOf(soon, { urgency: "notice", renewal: open });
      engine.overviewNow = {
        at,
        profiles: [{ ...profileOf("meridian", account), problem: blocked }],
      };
      for (const command of [
        ["renew"],
        ["renew", "meridian"],
        ["resume", "m-1"],
        ["status"],
        ["show", "m-1"],
      ]) {
        const ran = await runCommand(command, { engine });
        assert.equal(ran.exitCode, 3, command.join(" "));
        assert.equal(`${ran.stdout}${ran.stderr}`.match(/Code: plugin\.disabled/g)?.length, 1);
        assert.doesNotMatch(ran.stdout, /receive-it|agree|step \d/);
      }
      assert.deepEqual(engine.called("answer"), []);
    });

    it("says that the account that is waited for has to be begun, and how", async () => {
      const wait = { ...pollWait(), for: "step", account: "TRANSPORT", step: "request" } as const;
      const open = engine.add({
        id: "m-1",
        state: "waiting",
        account: "CRYPT",
        wait,
        waitsForUnbegun: "TRANSPORT",
      });
      const account = accountOf(soon, { account: "CRYPT", urgency: "notice", renewal: open });
      engine.overviewNow = { at, profiles: [profileOf("meridian", account)] };
      for (const command of [
        ["renew", "meridian"],
        ["show", "m-1"],
      ]) {
        const { stdout } = await runCommand(command, { engine });
        assert.match(stdout, /perennial renew meridian --account TRANSPORT\n/);
      }
    });

    it("lets one that is blocked keep no other from going on", async () => {
      const disabled = new PerennialError("plugin.disabled", { plugin: "acme" });
      engine.add({ id: "m-1", blocked: disabled.toJSON() }, disabled);
      engine.add({ id: "m-2" }, { state: "done" });
      const ran = await runCommand(["resume"], { engine });
      assert.equal(ran.exitCode, 3);
      assert.equal(engine.renewals.get("m-2")?.state, "done");
    });

    it("reports a due profile whose plugin may not be used", async () => {
      const problem = { code: "plugin.disabled", params: { plugin: "acme" } };
      engine.overviewNow = {
        at,
        profiles: [{ ...profileOf("meridian", accountOf(soon, { urgency: "unknown" })), problem }],
      };
      const ran = await runCommand(["renew"], { engine });
      assert.equal(ran.exitCode, 3);
      assert.match(ran.stderr, /Code: plugin\.disabled/);
    });

    it("shows the plan, and begins nothing", async () => {
      engine.overviewNow = { at, profiles: [profileOf("meridian", accountOf(soon))] };
      engine.planNow = {
        profile: "meridian",
        provider: "acme.mail",
        kind: "rekey",
        pluginId: "acme",
        pluginVersion: "1.0.0",
        accounts: [
          {
            account: "main",
            steps: [
              {
                name: "order",
                title: "Order the certificate",
                actor: "person",
                asks: ["your approval"],
                takes: "PT5M",
              },
              {
                name: "wait",
                title: "Receive it",
                actor: "authority",
                asks: [],
                takes: ["P1D", "P7D"],
              },
            ],
            takes: ["P1DT5M", "P7DT5M"],
          },
        ],
        contacts: [],
      };
      const ran = await runCommand(["renew", "meridian", "--plan"], { engine });
      assert.equal(ran.exitCode, 0);
      assert.match(ran.stdout, /1\. Order the certificate {2}\(you, 5 minutes\)/);
      assert.match(ran.stdout, /- your approval/);
      assert.match(ran.stdout, /2\. Receive it {2}\(the certification authority, 1 day – 7 days\)/);
      assert.match(ran.stdout, /nothing has happened/);
      assert.deepEqual(engine.called("begin"), []);
      linesFit(ran.stdout);
    });

    it("knows no profile that there is not", async () => {
      const ran = await runCommand(["renew", "nobody"], { engine });
      assert.equal(ran.exitCode, 2);
      assert.match(ran.stderr, /Code: profile\.not-found/);
    });

    it("ends with the code of what happened", async () => {
      const cases = [
        [{ state: "done" } as const, 0],
        [{ state: "waiting", wait: pollWait() } as const, 4],
        [{ state: "failed", error: { code: "http.timeout", params: {} } } as const, 5],
        [
          {
            state: "in-doubt",
            wait: confirmWait("effect:order"),
            error: { code: "order.unknown-outcome", params: {} },
          } as const,
          6,
        ],
        [new PerennialError("renewal.driven-elsewhere", { renewal: "m-1" }), 7],
      ] as const;
      for (const [move, exitCode] of cases) {
        const own = new FakeEngine();
        own.overviewNow = {
          at,
          profiles: [profileOf("meridian", accountOf(soon, { urgency: "notice" }))],
        };
        own.add({ id: "m-1" }, move);
        assert.equal((await runCommand(["renew"], { engine: own })).exitCode, exitCode);
      }
    });

    it("tells whom to call when it failed, and never a stack", async () => {
      engine.overviewNow = {
        at,
        profiles: [profileOf("meridian", accountOf(soon, { urgency: "notice" }))],
      };
      engine.add(
        { id: "m-1" },
        { state: "failed", error: { code: "acme.odd", params: {}, detail: "it was odd" } },
      );
      const ran = await runCommand(["renew", "--verbose"], { engine });
      assert.match(ran.stdout, /help@example\.org/);
      assert.match(ran.stdout, /Code: acme\.odd/);
      assert.match(ran.stdout, /it was odd/);
      assert.doesNotMatch(ran.stdout + ran.stderr, /at .*\.js:\d+/);
    });

    it("shows its steps as they go, without one that does not apply", async () => {
      engine.overviewNow = {
        at,
        profiles: [profileOf("meridian", accountOf(soon, { urgency: "notice" }))],
      };
      const steps = [
        stepOf("request", { number: 1, state: "current", title: "Save the request" }),
        stepOf("declare"),
        stepOf("order", { number: 2 }),
      ];
      engine.add({ id: "m-1", steps }, { state: "done" });
      engine.onAdvance = () => {
        engine.emit({ type: "step-started", renewal: "m-1", step: "request" });
        engine.emit({
          type: "step-ended",
          renewal: "m-1",
          step: "request",
          outcome: "done",
          notes: [{ key: "Saved as x.pem" }],
        });
        for (const step of ["declare", "order"]) {
          engine.emit({
            type: "step-ended",
            renewal: "m-1",
            step,
            outcome: "skipped",
            notes: [],
          });
        }
      };
      const ran = await runCommand(["renew"], { engine });
      assert.match(
        ran.stdout,
        /^meridian: step 1 of 2, Save the request … done\n {2}Saved as x\.pem\nmeridian: step 2 of 2, Title of order … skipped$/m,
      );
    });

    it("refuses --account with several profiles, and a wrong duration", async () => {
      assert.equal(
        (await runCommand(["renew", "a", "b", "--account", "CRYPT"], { engine })).exitCode,
        2,
      );
      engine.overviewNow = { at, profiles: [] };
      const ran = await runCommand(["renew", "--wait-for", "soon"], { engine });
      assert.equal(ran.exitCode, 2);
      assert.match(ran.stderr, /Code: usage\.duration/);
    });
  });

  describe("renew with an answers file", () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "perennial-answers-"));
      engine.overviewNow = {
        at,
        profiles: [profileOf("meridian", accountOf(soon, { urgency: "notice" }))],
      };
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    async function renew(answers: object, ...more: readonly string[]) {
      await writeFile(join(folder, "answers.json"), JSON.stringify({ perennial: 1, answers }));
      return runCommand(["renew", "--answers", "answers.json", ...more], { engine, cwd: folder });
    }

    it("shows each question with the answer it takes", async () => {
      engine.add({ id: "m-1" }, { state: "waiting", wait: confirmWait() }, { state: "done" });
      const ran = await renew({ "*/order/agree": true });
      assert.equal(ran.exitCode, 0);
      assert.match(ran.stdout, /Do you agree\?\n +yes {2}\(from answers\.json\)/);
      assert.deepEqual(engine.called("answer"), [{ renewal: "m-1", key: "agree", value: true }]);
    });

    it("stops with 3 at a refused answer, which it gave once", async () => {
      const refusal = { code: "acme.not-agreed", params: {} };
      engine.add(
        { id: "m-1" },
        { state: "waiting", wait: confirmWait() },
        { state: "waiting", wait: { ...confirmWait(), refusal } },
      );
      const ran = await renew({ "*/order/agree": false });
      assert.equal(ran.exitCode, 3);
      assert.equal(engine.called("answer").length, 1);
      assert.match(ran.stdout, /Code: acme\.not-agreed/);
    });

    it("begins nothing when the command line or the answers file is wrong", async () => {
      engine.add({ id: "m-1" }, { state: "done" });
      for (const [argv, code] of [
        [["renew", "--wait-for", "soon"], 2],
        [["renew", "--answers", "nowhere.json"], 3],
        [["resume", "m-1", "--back-to", "confirm", "--wait-for", "soon"], 2],
        [["resume", "m-1", "--back-to", "confirm", "--answers", "nowhere.json"], 3],
        [["watch", "--answers", "nowhere.json"], 3],
      ] as const) {
        const ran = await runCommand(argv, { engine, cwd: folder });
        assert.equal(ran.exitCode, code, argv.join(" "));
        assert.doesNotMatch(ran.stdout, /begun|Watching/);
      }
      for (const call of ["begin", "advance", "goBack", "retry"]) {
        assert.deepEqual(engine.called(call), [], call);
      }
    });

    it("says nothing of unused answers while a renewal waits, which may still ask", async () => {
      engine.add({ id: "m-1" }, { state: "waiting", wait: pollWait() });
      const ran = await renew({ "*/install/agree": true });
      assert.equal(ran.exitCode, 4);
      assert.doesNotMatch(ran.stdout + ran.stderr, /install\/agree/);
      const json = jsonOf(await renew({ "*/install/agree": true }, "--json"));
      assert.equal(json["unusedAnswers"], undefined);
    });

    it("says nothing of what a renewal did not come to, because it failed or was refused", async () => {
      const wrong = { "*/order/agree": false, "*/install/agree": true };
      const error = { code: "acme.broken", params: {} };
      const refusal = { code: "acme.not-agreed", params: {} };
      for (const script of [
        [{ state: "failed", error }],
        [
          { state: "waiting", wait: confirmWait() },
          { state: "waiting", wait: { ...confirmWait(), refusal } },
        ],
      ] as const) {
        engine.add({ id: "m-1" }, ...script);
        assert.equal(jsonOf(await renew(wrong, "--json"))["unusedAnswers"], undefined);
      }
    });

    it("says nothing of what an earlier run took, or another profile may take yet", async () => {
      const earlier = "2026-11-19T09:00:00Z";
      const steps = [
        stepOf("confirm", { number: 1, state: "done", finishedAt: earlier }),
        stepOf("order", { number: 2, state: "done", finishedAt: at }),
      ];
      const due = accountOf(soon, { urgency: "notice" });
      const valid = accountOf("2027-11-20T09:00:00Z", { account: "CRYPT" });
      engine.overviewNow = {
        at,
        profiles: [profileOf("meridian", due), profileOf("other", valid)],
      };
      engine.add({ id: "m-1", steps }, { state: "done" });
      const entries = {
        ...{ "*/confirm/subject": true, "meridian/main/confirm/subject": true },
        ...{ "CRYPT/order/agree": true, "other/*/install/agree": true },
        ...{ "main/ordr/agree": true, "meridian/*/order/else": true, "otter/*/order/agree": true },
      };
      assert.deepEqual(jsonOf(await renew(entries, "--json"))["unusedAnswers"], [
        "answers: main/ordr/agree",
        "answers: meridian/*/order/else",
        "answers: otter/*/order/agree",
      ]);
    });

    it("says nothing of what another process answered meanwhile, whatever the step", async () => {
      const steps = [
        stepOf("order", { number: 1, state: "done", finishedAt: "2026-11-20T10:00:00Z" }),
      ];
      const answered = [{ step: "order", key: "agree" }];
      engine.add({ id: "m-1", steps, answered }, { state: "done" });
      const entries = { "*/order/agree": true, "*/order/agre": true };
      assert.deepEqual(jsonOf(await renew(entries, "--json"))["unusedAnswers"], [
        "answers: */order/agre",
      ]);
    });

    it("reports what no question took", async () => {
      engine.add({ id: "m-1" }, { state: "done" });
      const ran = await renew({ "*/orders/agree": true });
      assert.equal(ran.exitCode, 0);
      assert.match(ran.stderr, /answers: \*\/orders\/agree/);
      engine.add({ id: "m-1" }, { state: "done" });
      assert.deepEqual(jsonOf(await renew({ "*/orders/agree": true }, "--json"))["unusedAnswers"], [
        "answers: */orders/agree",
      ]);
    });
  });

  describe("resume", () => {
    it("has nothing to do when nothing is open", async () => {
      const ran = await runCommand(["resume"], { engine });
      assert.equal(ran.exitCode, 0);
      assert.match(ran.stdout, /No renewal is open/);
    });

    it("goes on with all that are open, or with those of a profile", async () => {
      engine.add({ id: "m-1" }, { state: "done" });
      engine.add({ id: "o-1", profile: "other" }, { state: "waiting", wait: pollWait() });
      assert.equal((await runCommand(["resume", "meridian"], { engine })).exitCode, 0);
      assert.deepEqual(engine.called("advance"), [{ renewal: "m-1" }]);
      assert.equal((await runCommand(["resume"], { engine })).exitCode, 4);
    });

    it("tries a failed renewal again when it is named, not otherwise", async () => {
      engine.add({ id: "m-1", state: "failed" });
      await runCommand(["resume"], { engine });
      assert.deepEqual(engine.called("retry"), []);
      await runCommand(["resume", "m-1"], { engine });
      assert.deepEqual(engine.called("retry"), [{ renewal: "m-1" }]);
    });

    it("goes back to a step first when that is asked", async () => {
      engine.add({ id: "m-1" }, { state: "done" });
      await runCommand(["resume", "m-1", "--back-to", "confirm"], { engine });
      assert.deepEqual(engine.called("goBack"), [{ renewal: "m-1", step: "confirm" }]);
    });

    it("says that nothing is open of what is done, and when that was", async () => {
      engine.add({ id: "m-1", state: "done", finishedAt: "2026-11-18T09:00:00Z" });
      engine.add({ id: "m-2", state: "done", finishedAt: "2026-11-19T09:00:00Z" });
      const ran = await runCommand(["resume", "meridian"], { engine });
      assert.equal(ran.exitCode, 0, ran.stderr);
      assert.match(ran.stdout, /meridian: no renewal is open\. The last one was done on 19 Nov/);
      assert.equal(engine.called("advance").length, 0);
    });

    it("goes on with the answers file, and without PINs that were wrong", async () => {
      const error = { code: "token.pin-wrong", params: {} };
      engine.add({ id: "m-1" }, { state: "failed", error });
      const home = mkdtempSync(join(tmpdir(), "perennial-go-on-"));
      try {
        await writeFile(join(home, "answers.json"), '{"perennial":1}');
        const files = ["--answers", "answers.json", "--pin-file", "badpin"];
        const ran = await runCommand(["resume", ...files], { engine, home, cwd: home });
        assert.match(ran.stdout, /perennial resume m-1 --answers answers\.json\n/);
      } finally {
        rmSync(home, { recursive: true });
      }
    });

    it("announces no look of its own where a person has to come with a PIN", async () => {
      const error = { code: "token.pin-not-given", params: { label: "card" } };
      engine.add({ id: "m-1" }, { state: "failed", error, wakeAt: "2026-11-20T09:00:58Z" });
      const ran = await runCommand(["resume"], { engine });
      assert.equal(ran.exitCode, 4);
      assert.doesNotMatch(ran.stdout, /Next look/);
      assert.match(ran.stdout, /--pin-file/);
    });

    it("knows no renewal that there is not", async () => {
      assert.equal((await runCommand(["resume", "nothing"], { engine })).exitCode, 2);
    });
  });

  describe("at a terminal", () => {
    it("asks a form field by field, with what is known, and once more where it is wrong", async () => {
      engine.add(
        { id: "m-1" },
        { state: "waiting", wait: formWait() },
        { state: "waiting", wait: formWait() },
        { state: "done" },
      );
      const problems = [{ path: "name", message: "is not the holder" }];
      engine.refusals.push(new PerennialError("answer.invalid", { problems, count: 1 }));
      const ran = await runCommand(["resume"], {
        engine,
        types: [
          ["Name [Ada]: ", "Grace\r"],
          ["Number, 1 to 2 [1]: ", "2\r"],
          ["Password: ", "correct horse\r"],
          ["Name [Grace]: ", "Grace Hopper\r"],
        ],
      });
      assert.equal(ran.exitCode, 0, ran.stdout + ran.stderr);
      assert.match(ran.stdout, /is not the holder/);
      assert.doesNotMatch(ran.stdout, /correct horse/);
      const last = engine.called("answer").at(-1);
      const value = { name: "Grace Hopper", country: "FR", password: "correct horse" };
      assert.deepEqual(last, { renewal: "m-1", key: "data", value });
    });

    it("takes a choice by its number", async () => {
      const options = [
        { value: "a", label: { key: "First" } },
        { value: "b", label: { key: "Second" } },
      ];
      const wait = {
        for: "person",
        key: "which",
        text: { key: "Which?" },
        question: { type: "choice", options },
      } as const;
      engine.add({ id: "m-1" }, { state: "waiting", wait }, { state: "done" });
      const ran = await runCommand(["resume"], {
        engine,
        types: [
          ["1 to 2:", "9\r"],
          ["1 to 2:", "2\r"],
        ],
      });
      assert.equal(ran.exitCode, 0, ran.stdout);
      assert.deepEqual(engine.called("answer"), [{ renewal: "m-1", key: "which", value: "b" }]);
    });

    it("takes a yes or no, and a task that is done", async () => {
      const task = {
        for: "person",
        key: "go",
        text: { key: "Go there." },
        question: { type: "task" },
      } as const;
      engine.add(
        { id: "m-1" },
        { state: "waiting", wait: confirmWait() },
        { state: "waiting", wait: task },
        { state: "done" },
      );
      const ran = await runCommand(["resume"], {
        engine,
        types: [
          ["[y/n]", "n\r"],
          ["Press Enter", "\r"],
        ],
      });
      assert.equal(ran.exitCode, 0, ran.stdout);
      assert.deepEqual(
        engine.called("answer").map((call) => (call as { value: unknown }).value),
        [false, true],
      );
    });

    it("takes the words that a question has for yes and no", async () => {
      const question = { type: "confirm", yes: { key: "OK" }, no: { key: "Cancel" } } as const;
      engine.add(
        { id: "m-1" },
        { state: "waiting", wait: { for: "person", key: "go", text: { key: "Go?" }, question } },
        { state: "done" },
      );
      const ran = await runCommand(["resume"], { engine, types: [["OK / Cancel", "cancel\r"]] });
      assert.equal(ran.exitCode, 0, ran.stdout);
      assert.deepEqual(engine.called("answer"), [{ renewal: "m-1", key: "go", value: false }]);
    });

    it("takes a file by its path, as a terminal pastes it, and Enter when it is not there", async () => {
      engine.add({ id: "m-1" }, { state: "waiting", wait: fileWait() }, { state: "done" });
      const ran = await runCommand(["resume"], {
        engine,
        types: [["not here yet", "'/tmp/new one.pem'\r"]],
      });
      assert.equal(ran.exitCode, 0, ran.stdout);
      assert.deepEqual(engine.called("give"), [
        { renewal: "m-1", key: "certificate", path: "/tmp/new one.pem" },
      ]);
      const other = new FakeEngine();
      other.add({ id: "m-1" }, { state: "waiting", wait: fileWait() });
      assert.equal(
        (await runCommand(["resume"], { engine: other, types: [["not here yet", "\r"]] })).exitCode,
        4,
      );
    });

    it("goes on without an answer when the file arrives in a watched folder meanwhile", async () => {
      engine.add({ id: "m-1" }, { state: "waiting", wait: fileWait() }, { state: "done" });
      const clock = new TestClock();
      let sleeps = 0;
      clock.onSleep = () => {
        sleeps += 1;
        if (sleeps === 3) engine.dueNow = ["m-1"];
      };
      const ran = await runCommand(["resume"], { engine, clock, types: [] });
      assert.equal(ran.exitCode, 0, ran.stdout);
      assert.deepEqual(engine.called("give"), []);
    });

    for (const wait of [confirmWait(), formWait(), fileWait()]) {
      it(`leaves a question that another process answered: ${wait.for} ${wait.key}`, async () => {
        engine.add({ id: "m-1" }, { state: "waiting", wait });
        const clock = new TestClock();
        let sleeps = 0;
        clock.onSleep = () => {
          sleeps += 1;
          if (sleeps === 3) engine.add({ id: "m-1", state: "done" });
        };
        const ran = await runCommand(["resume"], { engine, clock, types: [] });
        assert.equal(ran.exitCode, 0, ran.stdout);
        assert.match(ran.stdout, /renewed/);
        assert.deepEqual(engine.called("answer"), []);
        if (wait.for === "person") assert.match(ran.stdout, /answered in another process/);
      });
    }

    it("waits for a token without showing what is typed, until Enter", async () => {
      const wait = {
        key: "perennial.token",
        for: "token",
        event: "inserted",
        place: "pkcs11:token=card",
        text: { key: "Put the card in" },
      } as const;
      engine.add({ id: "m-1" }, { state: "waiting", wait });
      const ran = await runCommand(["resume", "--wait"], {
        engine,
        types: [["leaves it for later", "y12345678\r"]],
      });
      assert.equal(ran.exitCode, 4, ran.stdout);
      assert.doesNotMatch(ran.stdout, /y12345678/);
      engine.add({ id: "m-1" }, { state: "waiting", wait }, { state: "done" });
      const clock = new TestClock();
      clock.onSleep = () => {
        engine.dueNow = ["m-1"];
      };
      const there = await runCommand(["resume"], { engine, clock, types: [] });
      assert.equal(there.exitCode, 0, there.stdout);
    });

    it("collects entropy from key strokes, or leaves it to the system", async () => {
      const wait = {
        for: "person",
        key: "entropy",
        text: { key: "Type" },
        question: { type: "entropy", bits: 16 },
      } as const;
      engine.add({ id: "m-1" }, { state: "waiting", wait }, { state: "done" });
      const ran = await runCommand(["resume"], { engine, types: [["Type at random", "abcdefgh"]] });
      assert.equal(ran.exitCode, 0, ran.stdout);
      const { bytes } = (engine.called("answer")[0] as { value: { bytes: string } }).value;
      assert.ok(Buffer.from(bytes, "base64").length * 8 >= 256);
      const other = new FakeEngine();
      other.add({ id: "m-1" }, { state: "waiting", wait }, { state: "done" });
      await runCommand(["resume"], { engine: other, types: [["Type at random", "\r"]] });
      assert.deepEqual((other.called("answer")[0] as { value: unknown }).value, { system: true });
    });

    it("asks whether something in doubt happened, and for its reference", async () => {
      const options = [
        { value: "happened", label: { key: "It happened" } },
        { value: "did-not-happen", label: { key: "It did not" } },
      ];
      const wait = {
        for: "person",
        key: "effect:order",
        text: { key: "Was it ordered?" },
        question: { type: "choice", options },
      } as const;
      engine.add({ id: "m-1" }, { state: "in-doubt", wait }, { state: "done" });
      const ran = await runCommand(["resume"], {
        engine,
        types: [
          ["1 to 3:", "1\r"],
          ["reference", "4711\r"],
        ],
      });
      assert.equal(ran.exitCode, 0, ran.stdout);
      assert.deepEqual(engine.called("settle"), [
        { renewal: "m-1", happened: true, reference: "4711" },
      ]);
    });

    it("leaves it resumable at Ctrl-C, says how to go on, and ends with 130", async () => {
      engine.add({ id: "m-1" }, { state: "waiting", wait: confirmWait() });
      const ran = await runCommand(["resume"], { engine, types: [["[y/n]", "\u0003"]] });
      assert.equal(ran.exitCode, 130);
      assert.match(ran.stdout, /Nothing is lost/);
      assert.match(ran.stdout, /perennial resume m-1/);
    });

    it("asks nothing with --no-input", async () => {
      engine.add({ id: "m-1" }, { state: "waiting", wait: confirmWait() });
      const ran = await runCommand(["resume", "--no-input"], { engine, types: [] });
      assert.equal(ran.exitCode, 4);
    });

    it("asks in French", async () => {
      engine.add({ id: "m-1" }, { state: "waiting", wait: confirmWait() }, { state: "done" });
      const ran = await runCommand(["resume", "--lang", "fr"], {
        engine,
        types: [["[o/n]", "oui\r"]],
      });
      assert.equal(ran.exitCode, 0, ran.stdout);
    });
  });

  it("without a terminal nobody is asked and nothing hangs", async () => {
    engine.add({ id: "m-1" }, { state: "waiting", wait: formWait() });
    const ran = await runCommand(["resume"], { engine });
    assert.equal(ran.exitCode, 4);
    assert.match(ran.stdout, /Please check your data/);
  });

  describe("show", () => {
    it("shows the steps, what it waits for, and how to go on", async () => {
      engine.add({ id: "m-1", state: "waiting", wait: fileWait() });
      for (const language of ["en", "fr"]) {
        const ran = await runCommand(["show", "m-1", "--lang", language], { engine });
        assert.equal(ran.exitCode, 0);
        assert.match(ran.stdout, /1\. Title of confirm/);
        assert.match(ran.stdout, /\*\.pem/);
        assert.match(ran.stdout, /perennial resume m-1/);
        linesFit(ran.stdout);
      }
    });

    it("follows what another process does until it is over", async () => {
      const before = engine.add({ id: "m-1" });
      const clock = new TestClock();
      let looks = 0;
      clock.onSleep = () => {
        looks += 1;
        const steps = before.steps.map((step) => ({ ...step, state: "done" as const }));
        if (looks === 2)
          engine.renewals.set("m-1", {
            ...before,
            state: "done",
            steps,
            updatedAt: "2026-11-20T09:00:01Z",
          });
      };
      const ran = await runCommand(["show", "--follow"], { engine, clock });
      assert.equal(ran.exitCode, 0);
      assert.match(ran.stdout, /2\. Title of order: done/);
      assert.match(ran.stdout, /Renewal done/);
    });

    it("says while it follows who drives the renewal, rather than how to drive it oneself", async () => {
      const drivenBy = { host: "desk", pid: 4711 };
      for (const [driver, expected] of [
        [{ drivenBy }, /Title of order[^]*Another process works on it now: 4711 on desk\n$/],
        [{}, /It went on in another process[^]*perennial resume m-1\n/],
      ] as const) {
        const before = engine.add({ id: "m-1" });
        const stop = new AbortController();
        const clock = new TestClock();
        clock.onSleep = () => {
          const moved = { ...before, state: "waiting" as const, wait: fileWait() };
          if (engine.renewals.get("m-1")?.state === "waiting") return stop.abort();
          engine.renewals.set("m-1", { ...moved, ...driver, updatedAt: "2026-11-20T09:00:01Z" });
        };
        const setting = { engine, clock, interrupt: stop };
        const { stdout } = await runCommand(["show", "m-1", "--follow"], setting);
        assert.match(stdout, expected);
        assert.equal(/perennial resume/.test(stdout), !("drivenBy" in driver));
      }
    });

    it("follows as lines of JSON", async () => {
      const before = engine.add({ id: "m-1" });
      const clock = new TestClock();
      clock.onSleep = () =>
        engine.renewals.set("m-1", { ...before, state: "cancelled", updatedAt: "later" });
      const ran = await runCommand(["show", "--follow", "--json"], { engine, clock });
      const lines = ran.stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as { event?: string });
      assert.deepEqual(
        lines.map(({ event }) => event),
        ["changed", undefined],
      );
    });
  });

  describe("show without a name", () => {
    it("shows everything of the only renewal that is open", async () => {
      engine.add({ id: "m-1", state: "waiting", wait: fileWait() });
      assert.match((await runCommand(["show"], { engine })).stdout, /1\. Title of confirm/);
    });

    it("counts the seconds to a look that is near", async () => {
      const wakeAt = "2026-11-20T09:00:20Z";
      engine.add({ id: "m-1", state: "waiting", wait: pollWait(), wakeAt });
      const said = async (...lang: string[]) => {
        const { stdout } = await runCommand(["show", "m-1", ...lang], { engine });
        return stdout.replaceAll(/\s+/g, " ");
      };
      assert.match(await said(), /Next look in 20 seconds\./);
      assert.match(await said("--lang", "fr"), /Prochaine vérification dans 20 secondes\./);
    });

    it("logs each text that a plugin names and does not have, once", async () => {
      const home = mkdtempSync(join(tmpdir(), "perennial-"));
      try {
        const wait = {
          ...fileWait(),
          text: { key: "collect.wait" },
          instructions: [{ key: "collect.look", args: { n: 1 } }, { key: "collect.look" }],
        };
        engine.add({ id: "m-1", state: "waiting", wait });
        const { stdout } = await runCommand(["show", "m-1"], { engine, home });
        assert.match(stdout, /1\. A text of the plugin “acme” is missing: collect\.look \(n=1\)/);
        const log = readFileSync(join(home, "home", "logs", "perennial.log"), "utf8").trimEnd();
        const missing = log
          .split("\n")
          .map((line) => JSON.parse(line) as { event: string; plugin?: string; key?: string })
          .filter(({ event }) => event === "text-missing")
          .map(({ plugin, key }) => [plugin, key]);
        assert.deepEqual(missing, [
          ["acme", "collect.wait"],
          ["acme", "collect.look"],
        ]);
      } finally {
        rmSync(home, { recursive: true });
      }
    });

    it("says that a text is not there rather than its key, as without the plugin’s folder", async () => {
      const wait = { ...fileWait(), text: { key: "collect.wait", args: { number: "H1001" } } };
      engine.add({ id: "m-1", state: "waiting", wait });
      const { stdout } = await runCommand(["show", "m-1"], { engine });
      assert.match(stdout, /no text\s+“collect\.wait”/);
      assert.match(stdout, /--plugin-dir/);
    });

    it("shows of several in a few lines which there are, and all of them as JSON", async () => {
      engine.add({ id: "m-1", account: "CRYPT", state: "waiting", wait: fileWait() });
      engine.add({ id: "m-2", account: "TRANSPORT" });
      for (const language of ["en", "fr"]) {
        const { stdout } = await runCommand(["show", "--lang", language], { engine });
        assert.match(stdout, /meridian\/CRYPT/);
        assert.match(stdout, /perennial show m-2/);
        assert.doesNotMatch(stdout, /Title of confirm/);
        linesFit(stdout);
      }
      const { renewals } = jsonOf(await runCommand(["show", "--json"], { engine })) as {
        renewals: { steps: unknown[] }[];
      };
      assert.deepEqual(
        renewals.map(({ steps }) => steps.length),
        [3, 3],
      );
    });

    it("says when one that failed is tried again by itself", async () => {
      const error = { code: "http.timeout", params: {} };
      const again = { state: "failed", error, wakeAt: "2026-11-20T10:00:00Z" } as const;
      const renewal = engine.add({ id: "m-1", ...again });
      engine.overviewNow = { at, profiles: [profileOf("meridian", accountOf(soon, { renewal }))] };
      for (const command of ["show", "list", "status"]) {
        const { stdout } = await runCommand([command], { engine });
        assert.match(
          stdout.replaceAll(/\s+/g, " "),
          /Is tried again by itself\. Next look: 20 Nov/,
        );
      }
    });

    it("says where the finished ones are when none is open", async () => {
      for (const command of ["show", "list"]) {
        const { stdout } = await runCommand([command], { engine });
        assert.match(stdout, /No renewal is open\. Finished ones:\n +perennial list --all/);
      }
      assert.match((await runCommand(["list", "--all"], { engine })).stdout, /no renewal yet/);
    });
  });

  describe("list", () => {
    it("lists what is open, or all", async () => {
      engine.add({ id: "m-1" });
      engine.add({ id: "m-0", state: "done" });
      assert.doesNotMatch((await runCommand(["list"], { engine })).stdout, /m-0/);
      assert.match((await runCommand(["list", "--all"], { engine })).stdout, /m-0/);
    });
  });

  describe("cancel", () => {
    it("asks first, and keeps it when the answer is no", async () => {
      engine.add({ id: "m-1" });
      const kept = await runCommand(["cancel", "m-1"], { engine, types: [["[y/N]", "\r"]] });
      assert.equal(kept.exitCode, 0);
      assert.deepEqual(engine.called("cancel"), []);
      await runCommand(["cancel", "m-1"], { engine, types: [["[y/N]", "y\r"]] });
      assert.deepEqual(engine.called("cancel"), [{ renewal: "m-1" }]);
    });

    it("takes the name of a profile or an account, and asks which where there are several", async () => {
      engine.add({ id: "m-1", account: "CRYPT" });
      engine.add({ id: "m-2", account: "TRANSPORT" });
      engine.add({ id: "m-0", account: "CRYPT", state: "done" });
      const several = await runCommand(["cancel", "meridian", "--yes"], { engine });
      assert.equal(several.exitCode, 2);
      assert.match(several.stderr, /Name one of them: m-1 and m-2/);
      await runCommand(["cancel", "meridian/TRANSPORT", "--yes"], { engine });
      await runCommand(["cancel", "meridian", "--yes"], { engine });
      assert.deepEqual(engine.called("cancel"), [{ renewal: "m-2" }, { renewal: "m-1" }]);
      const none = await runCommand(["cancel", "meridian", "--yes"], { engine });
      assert.match(none.stderr, /Code: renewal\.not-found/);
    });

    it("needs --yes where nobody can be asked", async () => {
      engine.add({ id: "m-1" });
      assert.equal((await runCommand(["cancel", "m-1"], { engine })).exitCode, 2);
      assert.equal((await runCommand(["cancel", "m-1", "--yes"], { engine })).exitCode, 0);
    });
  });

  describe("answer", () => {
    const cases = [
      ["a confirmation", confirmWait("k"), "yes", true],
      ["a form", formWait("k"), '{"name":"Ada"}', { name: "Ada" }],
      [
        "a task",
        { for: "person", key: "k", text: { key: "Go" }, question: { type: "task" } },
        "done",
        true,
      ],
    ] as const;
    for (const [what, wait, text, value] of cases) {
      it(`gives ${what}`, async () => {
        engine.add({ id: "m-1", state: "waiting", wait });
        const ran = await runCommand(["answer", "m-1", "k", text], { engine });
        assert.equal(ran.exitCode, 0, ran.stderr);
        assert.deepEqual(engine.called("answer"), [{ renewal: "m-1", key: "k", value }]);
      });
    }

    it("takes the name of the profile, and of an account among several", async () => {
      engine.add({ id: "m-1", account: "CRYPT", state: "waiting", wait: confirmWait("k") });
      const given = () =>
        engine.called("answer").map((call) => (call as { renewal: string }).renewal);
      await runCommand(["answer", "meridian", "k", "yes"], { engine });
      engine.add({ id: "m-2", account: "TRANSPORT", state: "waiting", wait: confirmWait("k") });
      const several = await runCommand(["answer", "meridian", "k", "yes"], { engine });
      assert.equal(several.exitCode, 2);
      await runCommand(["answer", "meridian/TRANSPORT", "k", "yes"], { engine });
      assert.deepEqual(given(), ["m-1", "m-2"]);
    });

    it("gives a file", async () => {
      engine.add({ id: "m-1", state: "waiting", wait: fileWait() });
      await runCommand(["answer", "m-1", "certificate", "--file", "/tmp/a.pem"], { engine });
      assert.deepEqual(engine.called("give"), [
        { renewal: "m-1", key: "certificate", path: "/tmp/a.pem" },
      ]);
    });

    it("settles what is in doubt", async () => {
      engine.add({ id: "m-1", state: "in-doubt", wait: confirmWait("effect:order") });
      await runCommand(["answer", "m-1", "effect:order", "happened:4711"], { engine });
      assert.deepEqual(engine.called("settle"), [
        { renewal: "m-1", happened: true, reference: "4711" },
      ]);
      assert.equal(
        (await runCommand(["answer", "m-1", "effect:order", "perhaps"], { engine })).exitCode,
        2,
      );
    });

    it("refuses what is no answer to the question", async () => {
      engine.add({ id: "m-1", state: "waiting", wait: confirmWait() });
      for (const [argv, exitCode] of [
        [["answer", "m-1", "agree", "maybe"], 3],
        [["answer", "m-1", "other", "yes"], 3],
        [["answer", "m-1", "agree"], 2],
        [["answer", "m-1", "agree", "yes", "--file", "x"], 2],
      ] as const) {
        assert.equal((await runCommand(argv, { engine })).exitCode, exitCode, argv.join(" "));
      }
    });
  });

  describe("guard", () => {
    it("ends with 0 when it is allowed and with 3 and the reason when not", async () => {
      assert.equal((await runCommand(["guard", "meridian", "send"], { engine })).exitCode, 0);
      engine.verdict = { code: "acme.quiet", params: {}, plugin: "acme" };
      const ran = await runCommand(["guard", "meridian", "send", "--json"], { engine });
      assert.equal(ran.exitCode, 3);
      assert.equal((jsonOf(ran)["reason"] as { code: string }).code, "acme.quiet");
    });
  });

  describe("guard of a provider without operations", () => {
    it("says that there is nothing to ask", async () => {
      const params = { provider: "acme.mail", operation: "send", operations: [], count: 0 };
      engine.guard = () => Promise.reject(new PerennialError("guard.unknown-operation", params));
      for (const [language, text] of [
        ["en", /judges no operation/],
        ["fr", /aucune opération/],
      ] as const) {
        const argv = ["guard", "meridian", "send", "--lang", language];
        const { stderr, exitCode } = await runCommand(argv, { engine });
        assert.equal(exitCode, 2);
        assert.match(stderr, text);
      }
    });
  });

  describe("watch", () => {
    it("begins what becomes due, drives what can go on, until it is stopped", async () => {
      const interrupt = new AbortController();
      const clock = new TestClock();
      engine.overviewNow = { at, profiles: [] };
      engine.add({ id: "m-1" }, { state: "waiting", wait: pollWait() }, { state: "done" });
      let sleeps = 0;
      clock.onSleep = () => {
        sleeps += 1;
        if (sleeps === 1) {
          engine.overviewNow = {
            at,
            profiles: [profileOf("meridian", accountOf(soon, { urgency: "notice" }))],
          };
        }
        if (engine.called("begin").length > 0) {
          engine.overviewNow = { at, profiles: [] };
          engine.dueNow = engine.called("advance").length < 2 ? ["m-1"] : [];
        }
        if (engine.called("advance").length >= 2) interrupt.abort();
      };
      const ran = await runCommand(["watch", "--every", "10m"], { engine, clock, interrupt });
      assert.equal(ran.exitCode, 0);
      assert.deepEqual(engine.called("begin"), [{ profile: "meridian" }]);
      assert.match(ran.stdout, /renewed/);
    });

    it("takes a file that its answers file names when it arrives", async () => {
      const home = mkdtempSync(join(tmpdir(), "perennial-watch-"));
      const interrupt = new AbortController();
      const clock = new TestClock();
      engine.add(
        { id: "m-1", state: "waiting", wait: fileWait() },
        {
          state: "waiting",
          wait: fileWait(),
        },
      );
      let sleeps = 0;
      clock.onSleep = () => {
        sleeps += 1;
        if (sleeps === 2) {
          writeFileSync(join(home, "new.pem"), "new");
          utimesSync(join(home, "new.pem"), 1_000, 1_000);
        }
        if (sleeps === 5) interrupt.abort();
      };
      try {
        const files = { "*/*/certificate": "*.pem" };
        await writeFile(join(home, "answers.json"), JSON.stringify({ perennial: 1, files }));
        const argv = ["watch", "--answers", "answers.json"];
        await runCommand(argv, { engine, clock, interrupt, home, cwd: home });
        assert.deepEqual(engine.called("give"), [
          { renewal: "m-1", key: "certificate", path: join(home, "new.pem") },
        ]);
      } finally {
        rmSync(home, { recursive: true });
      }
    });
  });
});
