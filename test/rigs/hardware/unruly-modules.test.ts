import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { PerennialError } from "@perennial/api";
import type { ShimAction, ShimCrash } from "../index.js";
import { CardDesk, label, openModules, Person, pin } from "./card-desk.js";

describe("A module that misbehaves", function () {
  this.timeout(120_000);
  this.slow(5_000);

  async function problemOf(desk: CardDesk): Promise<PerennialError> {
    const { modules, tokens } = await desk.services.modules.list();
    assert.deepEqual(tokens, []);
    const problem = modules[0]?.problem;
    assert.ok(problem !== undefined);
    assert.equal(problem.params["module"], desk.shim.modulePath);
    return PerennialError.fromJSON(problem);
  }

  for (const how of ["segfault", "abort", "exit", "exit-0"] satisfies ShimCrash[]) {
    for (const call of ["load", "C_Initialize", "C_GetSlotList", "C_FindObjects"] as const) {
      it(`and ends its process (${how}) in ${call} is named, and the next start works`, async function () {
        await using desk = await CardDesk.open(this, {
          faults: [{ call, at: 1, do: { crash: "before", how } }],
        });
        const problem = await problemOf(desk);
        assert.equal(problem.code, "token.module-crashed");
        assert.equal((await desk.services.modules.locate({ label })).view.label, label);
      });
    }
  }

  for (const call of ["load", "C_Initialize", "C_GetSlotList", "C_GetTokenInfo"] as const) {
    it(`and hangs in ${call} is ended in its time`, async function () {
      const limits = { start: 1_500, list: 1_000, read: 1_000 };
      await using desk = await CardDesk.open(
        this,
        { faults: [{ call, at: 1, do: { hang: "before" } }] },
        limits,
      );
      const began = performance.now();
      const problem = await problemOf(desk);
      assert.equal(problem.code, "token.module-timeout");
      assert.ok(performance.now() - began < 6_000);
    });
  }

  const chatty: readonly (readonly [string, ShimAction])[] = [
    ["prints without end to its outputs", { print: 512 }],
    ["starts a process of its own", { fork: true }],
  ];
  for (const [what, action] of chatty) {
    it(`and ${what} is used as any other`, async function () {
      await using desk = await CardDesk.open(this, {
        faults: [{ call: "C_GetTokenInfo", times: 1, at: 1, do: action }],
      });
      const keys = desk.keys();
      const id = await keys.newId();
      const key = await keys.generate({ id, algorithm: "ec-p256", label: "kept" });
      assert.deepEqual(await keys.find(id), key);
    });
  }

  it("and ends while a process that it started holds its pipes is told at once", async function () {
    await using desk = await CardDesk.open(this);
    const token = await desk.services.modules.locate({ label });
    await desk.shim.fault({ call: "C_GetSlotList", at: 1, do: { fork: true } });
    await desk.services.modules.list();
    await desk.shim.fault({ call: "C_OpenSession", do: { crash: "before" } });
    const began = performance.now();
    await assert.rejects(desk.services.modules.objects(token), { code: "token.module-crashed" });
    assert.ok(performance.now() - began < 30_000);
    await desk.shim.reset();
  });

  it("and is caught in reading a card that goes has its watch told of that, and is not blamed", async function () {
    await using desk = await CardDesk.open(this);
    const told: string[] = [];
    const watch = desk.services.modules.watch((change) =>
      told.push(change.event === "failed" ? change.problem.code : change.event),
    );
    try {
      while (told.length === 0) await pause(10);
      await desk.shim.fault({ call: "C_GetTokenInfo", at: 1, do: { hang: "before" } });
      await desk.shim.remove();
      const began = performance.now();
      while (told.length < 2 && performance.now() - began < 30_000) await pause(10);
      assert.deepEqual(told, ["inserted", "removed"]);
      assert.deepEqual(await desk.services.health.quarantines(), []);
    } finally {
      watch.end();
    }
  });

  it("is quoted with the end of what it printed before a PIN was given to it", async function () {
    await using desk = await CardDesk.open(this, {
      faults: [
        { call: "C_GetSlotList", at: 1, do: { print: 64 } },
        { call: "C_GetSlotList", at: 1, do: { crash: "before" } },
      ],
    });
    const { code, detail = "" } = await problemOf(desk);
    assert.equal(code, "token.module-crashed");
    assert.match(detail, /vendor's module has a lot to say/u);
    assert.ok(detail.length < 20_000);
  });

  const ends: readonly (readonly [string, string, ShimAction])[] = [
    ["crashes", "token.module-crashed", { crash: "afterwards" }],
    ["hangs", "token.module-timeout", { hang: "afterwards" }],
  ];
  for (const [what, expected, action] of ends) {
    it(`and prints the PIN that it was given and then ${what} is not quoted anywhere`, async function () {
      await using desk = await CardDesk.open(
        this,
        {
          faults: [
            { call: "C_GetSlotList", at: 1, do: { print: 1 } },
            { call: "C_Login", do: { lie: "tell-pin" } },
            { call: "C_Login", do: action },
          ],
        },
        { login: 1_500 },
      );
      // So often that it is put in quarantine, whose reason is kept.
      for (let times = 0; times < 3; times += 1) {
        const person = new Person(pin);
        await desk.services.ledger.forget((await desk.services.modules.locate({ label })).identity);
        await assert.rejects(desk.keys(person).login(), (error) => {
          assert.ok(PerennialError.is(error, expected), String(error));
          const text = JSON.stringify(error.toJSON());
          assert.match(error.detail ?? "", /not shown, since a PIN was given/u);
          assert.doesNotMatch(text, /a lot to say|C_Login pin=/u);
          return !text.includes(pin);
        });
      }
      const [quarantine] = await desk.services.health.quarantines();
      assert.equal(quarantine?.reason.code, expected);
      assert.ok(!JSON.stringify(quarantine).includes(pin));
    });
  }

  it("is never finalised, so that one that hangs in it hangs nobody", async function () {
    await using desk = await CardDesk.open(this, {
      faults: [{ call: "C_Finalize", do: { hang: "before" } }],
    });
    const keys = desk.keys();
    await keys.login();
    const { pid } = await desk.services.modules.locate({ label });
    desk.services.modules.end();
    while (isRunning(pid)) await pause(10);
    assert.deepEqual(await desk.shim.calls("C_Finalize"), []);
    assert.equal((await desk.shim.calls("C_Logout")).length, 1);
  });

  it("or is no module at all hides no other", async function () {
    await using desk = await CardDesk.open(this);
    const folder = desk.hsm.home.file("others");
    await mkdir(folder);
    await writeFile(`${folder}/text.so`, "not a library\n");
    await writeFile(`${folder}/empty.so`, "");
    const paths = [`${folder}/text.so`, `${folder}/empty.so`, "/bin/true", desk.shim.modulePath];
    const services = await openModules(desk.hsm.home.file("second"), paths);
    try {
      const { modules, tokens } = await services.modules.list();
      assert.deepEqual(
        modules.map(({ problem }) => problem?.code),
        [...Array<string>(3).fill("token.module-load-failed"), undefined],
      );
      assert.deepEqual(
        tokens.map(({ view }) => view.label),
        [label],
      );
    } finally {
      services.modules.end();
    }
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, "ESRCH");
    return false;
  }
}
