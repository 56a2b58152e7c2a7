import assert from "node:assert/strict";
import type { TokenLimits } from "@perennial/hardware";
import { ModuleTokenLook, type TokensLooked } from "@perennial/plugins";
import { FaultShim, requireRig, SoftHsm, type ShimFault, type ShimToken } from "../index.js";
import { CardDesk, label, openModules } from "./card-desk.js";

/** Milliseconds. */
const limits: Partial<TokenLimits> = {
  start: 5_000,
  list: 1_500,
  read: 1_500,
  brief: 1_000,
  cancel: 100,
};
/** Milliseconds for everything, on a machine that is busy with other things. */
const bounded = 30_000;

const everything = ["rsa-2048", "rsa-3072", "rsa-4096", "ec-p256", "ec-p384", "ec-p521"];

describe("A look at the tokens of a machine for a plugin", function () {
  this.timeout(120_000);
  this.slow(10_000);

  async function lookAt({ services }: Pick<CardDesk, "services">): Promise<TokensLooked> {
    const began = performance.now();
    const looked = await new ModuleTokenLook(() => Promise.resolve(services.modules)).look();
    const took = performance.now() - began;
    assert.ok(took < bounded, `${took} ms`);
    return looked;
  }

  const seenIn = ({ tokens }: TokensLooked) =>
    tokens.map(({ seen }) => [seen.label, seen.pin, seen.algorithms.length]);
  const codesIn = ({ problems }: TokensLooked) => problems.map(({ code }) => code);

  async function looked(context: Mocha.Context, token: ShimToken): Promise<TokensLooked> {
    await using desk = await CardDesk.open(context, { token }, limits);
    const result = await lookAt(desk);
    assert.deepEqual(await desk.logins(), []);
    return result;
  }

  it("tells a reader without a card from no reader", async function () {
    await using desk = await CardDesk.open(this, {}, limits);
    const [reader] = (await lookAt(desk)).readers;
    await desk.shim.remove();
    const empty = await lookAt(desk);
    assert.deepEqual([empty.tokens, empty.problems], [[], []]);
    assert.deepEqual(empty.readers, [reader]);
    await desk.shim.set({ token: { slotVanishes: true } });
    const none = await lookAt(desk);
    assert.deepEqual([none.tokens, none.readers, none.problems], [[], [], []]);
  });

  it("names the reader of a card that its module does not recognise", async function () {
    const { tokens, readers, problems } = await looked(this, { unrecognised: true });
    const [reader] = readers;
    assert.equal(readers.length, 1);
    assert.deepEqual(tokens, []);
    assert.equal(problems.length, 1);
    const [problem] = problems;
    assert.equal(problem?.code, "token.not-recognized");
    assert.equal(problem.params["reader"], reader?.name);
  });

  it("sees that a PIN is locked, and what the card holds and can do all the same", async function () {
    const { tokens, problems } = await looked(this, { flags: { set: ["USER_PIN_LOCKED"] } });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      tokens.map(({ seen }) => [seen.pin, seen.algorithms]),
      [["locked", everything]],
    );
  });

  it("sees that only the officer has a PIN, by the card, its reader, model and serial number", async function () {
    const officers = { flags: { clear: ["USER_PIN_INITIALIZED"] }, serial: "A1" } as const;
    const { tokens, readers, problems } = await looked(this, officers);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      tokens.map(({ seen }) => [seen.pin, seen.label, seen.model, seen.serial, seen.reader]),
      [["not-initialized", label, "SoftHSM v2", "A1", readers[0]?.name]],
    );
  });

  it("sees a blank card in a reader, beside one that is ready", async function () {
    await using desk = await CardDesk.open(this, { uninitialisedSlot: true }, limits);
    assert.deepEqual(seenIn(await lookAt(desk)).toSorted(), [
      ["", "not-initialized", 0],
      [label, "ok", everything.length],
    ]);
  });

  it("does not take the spare slot of a program for a card", async function () {
    requireRig(this, SoftHsm.missing());
    await using hsm = await SoftHsm.open({ tokens: [{ label }], fixedSlots: true });
    const services = await openModules(hsm.home.file("home"), [hsm.modulePath], {
      env: hsm.environment,
      limits,
    });
    try {
      assert.equal((await services.modules.list()).tokens.length, 2);
      const beside = await lookAt({ services });
      assert.deepEqual(seenIn(beside), [[label, "ok", everything.length]]);
      assert.deepEqual(beside.readers, []);
    } finally {
      services.modules.end();
    }
    await using blank = await SoftHsm.open({ tokens: [], fixedSlots: true });
    const others = await openModules(blank.home.file("home"), [blank.modulePath], {
      env: blank.environment,
      limits,
    });
    try {
      assert.equal((await others.modules.list()).tokens.length, 1);
      const { tokens, readers, problems } = await lookAt({ services: others });
      assert.deepEqual([tokens, readers, problems], [[], [], []]);
    } finally {
      others.modules.end();
    }
  });

  const silent: readonly ShimFault["call"][] = [
    "load",
    "C_Initialize",
    "C_GetSlotList",
    "C_GetSlotInfo",
    "C_GetTokenInfo",
    "C_OpenSession",
    "C_FindObjectsInit",
    "C_GetMechanismList",
  ];
  for (const call of silent) {
    it(`is not kept by a card that does not answer ${call}, and shows another's beside it`, async function () {
      await using desk = await CardDesk.open(this, {}, limits);
      await using other = await FaultShim.open(desk.hsm, {
        token: { label: "Other", serial: "B2" },
      });
      await desk.shim.fault({ call, do: { hang: "before" } });
      const paths = [desk.shim.modulePath, other.modulePath];
      const services = await openModules(desk.hsm.home.file("second"), paths, {
        limits: { ...limits, start: 2_000 },
      });
      try {
        const result = await lookAt({ services });
        assert.deepEqual(
          seenIn(result).filter(([name]) => name === "Other"),
          [["Other", "ok", everything.length]],
        );
        assert.deepEqual(codesIn(result), ["token.module-timeout"]);
        assert.equal(result.problems[0]?.params["module"], desk.shim.modulePath);
        // It is not waited for as long the next time, and after three times not at all.
        const again = [await lookAt({ services }), await lookAt({ services })];
        for (const one of again) assert.equal(codesIn(one).length, 1);
        const began = performance.now();
        assert.deepEqual(codesIn(await lookAt({ services })), ["token.module-quarantined"]);
        assert.ok(performance.now() - began < 5_000);
      } finally {
        services.modules.end();
      }
    });
  }

  it("shows a card that answers nothing but its name as one that nothing is known of", async function () {
    await using desk = await CardDesk.open(
      this,
      {
        faults: [
          { call: "C_OpenSession", do: { return: "CKR_DEVICE_ERROR" } },
          { call: "C_GetMechanismList", do: { return: "CKR_DEVICE_ERROR" } },
        ],
      },
      limits,
    );
    const result = await lookAt(desk);
    assert.deepEqual(seenIn(result), [[label, "ok", 0]]);
    assert.deepEqual(codesIn(result), ["token.device-error"]);
    assert.equal(result.readers.length, 1);
  });
});
