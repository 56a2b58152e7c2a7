import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import { FakeEngine } from "../../testing/fake-engine.js";
import { jsonOf, runCommand } from "../../testing/run-command.js";
import {
  accountOf,
  at,
  confirmWait,
  fileWait,
  pollWait,
  profileOf,
  stepOf,
} from "../../testing/views.js";
import { linesFit } from "../../testing/lines-fit.js";
import { soon } from "../../testing/views.js";

describe("renew", () => {
  let engine: FakeEngine;
  beforeEach(() => {
    engine = new FakeEngine();
  });

  it("does nothing when nothing is due", async () => {
    engine.overviewNow = { at, profiles: [profileOf("fine", accountOf("2027-06-01T00:00:00Z"))] };
    const ran = await runCommand(["renew"], { engine });
    assert.equal(ran.exitCode, 0);
    assert.match(ran.stdout, /Nothing is due/);
    assert.deepEqual(engine.called("begin"), []);
    assert.deepEqual(engine.called("advance"), []);
  });

  it("names what cannot become due because no certificate is recorded, and how to renew it", async () => {
    const { certificate: _certificate, ...bare } = accountOf(soon, { urgency: "unknown" });
    const renewal = engine.add({ id: "o-1", profile: "open", state: "waiting", wait: pollWait() });
    engine.overviewNow = {
      at,
      profiles: [
        profileOf("fine", accountOf("2027-06-01T00:00:00Z")),
        profileOf("try", bare),
        profileOf("open", { ...bare, renewal }),
      ],
    };
    const { stdout, exitCode } = await runCommand(["renew"], { engine });
    assert.equal(exitCode, 4);
    assert.match(stdout.replaceAll(/\s+/g, " "), /Of try no certificate is recorded, or/);
    assert.match(stdout, /^ {2}perennial renew try$/m);
    engine.overviewNow = { at, profiles: [profileOf("a", bare), profileOf("b", bare)] };
    for (const argv of [["renew"], ["renew", "--plan"]]) {
      const said = (await runCommand(argv, { engine })).stdout.replaceAll(/\s+/g, " ");
      assert.match(
        said,
        /^Nothing is due\. Of a and b no certificate is recorded, .* Renew one with:/,
      );
      assert.match(said, /perennial renew PROFILE/);
    }
    assert.deepEqual(engine.called("begin"), []);
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

  it("leaves it to what runs it to say how to go on, where that wants to", async () => {
    engine.overviewNow = {
      at,
      profiles: [profileOf("meridian", accountOf(soon, { urgency: "notice" }))],
    };
    engine.add({ id: "m-1" }, { state: "waiting", wait: fileWait() });
    const ran = await runCommand(["renew"], { engine, env: { PERENNIAL_GO_ON: "no" } });
    assert.match(ran.stdout, /Waiting for the certificate/);
    assert.doesNotMatch(ran.stdout, /perennial resume/);
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
