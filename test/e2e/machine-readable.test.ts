import assert from "node:assert/strict";
import { runInProcess } from "./in-process.js";
import { Office } from "./office.js";
import { World } from "./world.js";
import { type JsonResult } from "./renewal-json.js";

/** Commands, their exit codes and the members that docs/user-guide.md promises. */
const promises: readonly (readonly [readonly string[], number, readonly string[]])[] = [
  [["status"], 0, ["at", "profiles"]],
  [["renew", "acme", "--plan"], 0, ["plans"]],
  [["renew", "acme"], 4, ["renewals"]],
  [["resume"], 4, ["renewals"]],
  [["list"], 0, ["renewals"]],
  [["show", "acme"], 0, ["renewals"]],
  [["profile", "list"], 0, ["profiles"]],
  [["profile", "show", "acme"], 0, ["profile", "certificates"]],
  [["plugins", "list"], 0, ["plugins"]],
  [["plugins", "show", "luxtrust"], 0, []],
  [["plugins", "disable", "luxtrust"], 0, ["plugin", "enabled"]],
  [["plugins", "enable", "luxtrust"], 0, ["plugin", "enabled"]],
  [["audit", "show"], 0, ["records"]],
  [["audit", "verify"], 0, ["ok", "records", "head"]],
  [["doctor"], 0, ["findings"]],
  [["guard", "acme", "send"], 0, ["profile", "operation", "allowed"]],
  [["keys", "list"], 0, ["keys"]],
  [["tokens", "list"], 0, ["modules", "tokens", "unusable", "remarks"]],
  [["tokens", "quarantine"], 0, ["quarantined"]],
];

describe("With --json every command", function () {
  this.timeout(120_000);
  let world: World;
  before(async () => {
    world = await World.open({ now: "soon" });
  });
  after(() => world[Symbol.asyncDispose]());

  for (const [args, code, members] of promises) {
    it(`prints one object of version 1: ${args.join(" ")}`, async () => {
      const { code: ended, stdout, stderr } = await world.inProcess([...args, "--json"]);
      assert.equal(stdout.trimEnd().split("\n").length, 1, stdout);
      const data = JSON.parse(stdout) as JsonResult["data"];
      assert.equal(data.perennial, 1);
      assert.equal(
        data.command,
        args
          .filter((word) => /^[a-z]+$/.test(word))
          .slice(0, data.command.split(" ").length)
          .join(" "),
      );
      assert.deepEqual(
        members.filter((member) => !(member in data)),
        [],
      );
      assert.equal(ended, code, stdout + stderr);
    });
  }

  it("tells of a renewal what the documentation promises", async () => {
    const { data } = await world.json("show", "acme");
    const [renewal] = data.renewals ?? [];
    for (const member of [
      "id",
      "group",
      "profile",
      "account",
      "provider",
      "pluginId",
      "pluginVersion",
      "state",
      "step",
      "stepNumber",
      "stepCount",
      "wait",
      "late",
      "startedAt",
      "updatedAt",
      "steps",
      "effects",
      "profileValues",
      "outputs",
      "contacts",
    ]) {
      assert.ok(renewal !== undefined && member in renewal, member);
    }
  });

  for (const [args, code, error] of [
    [["renew", "nobody"], 2, "profile.not-found"],
    [["show", "nothing"], 2, "renewal.not-found"],
    [["nonsense"], 2, "usage.unknown-command"],
    [["renew", "--wait-for", "soon"], 2, "usage.duration"],
    [["cancel", "nothing", "--yes"], 2, "renewal.not-found"],
    [["profile", "remove", "acme", "--yes"], 3, "profile.open-renewal"],
  ] as const) {
    it(`prints an error as an object too: ${args.join(" ")}`, async () => {
      const { code: ended, data } = await world.json(...args);
      assert.equal(data.error?.code, error, JSON.stringify(data));
      assert.equal(ended, code);
      assert.deepEqual(Object.keys(data).toSorted(), ["command", "error", "perennial"]);
    });
  }
});

describe("The exit code", function () {
  this.timeout(120_000);

  it("is 1 for a mistake of Perennial's own, which is in the log and not on the screen", async () => {
    await using office = await Office.open();
    let broken = true;
    const { code, stdout, stderr } = await runInProcess(["status"], {
      home: office.home,
      cwd: office.file(),
      time: () => {
        if (!broken) return Date.now();
        broken = false;
        throw new TypeError("a broken clock");
      },
    });
    assert.equal(code, 1, stdout + stderr);
    assert.doesNotMatch(stdout + stderr, /\n\s+at /);
    assert.match(stderr, /perennial\.log/);
  });

  it("is 2 for a mistake on the command line, which says where the help is", async () => {
    await using office = await Office.open();
    const nonsense = await office.inProcess("nonsense");
    assert.equal(nonsense.code, 2);
    assert.match(nonsense.stderr, /See: perennial --help$/m);
    const unknown = await office.inProcess("renew", "--wait-for", "soon");
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /See: perennial renew --help$/m);
  });

  it("is the gravest of several renewals'", async () => {
    await using office = await Office.open({ lost: true });
    assert.equal((await office.renew()).code, 5);
    await office.json("profile", "add", "second", "--from", office.file("profile.json"));
    const both = await office.json("renew", "acme", "second");
    assert.deepEqual(
      both.data.renewals?.map(({ outcome }) => outcome),
      ["in-doubt", "waiting"],
      JSON.stringify(both.data),
    );
    assert.equal(both.code, 6);
  });
});
