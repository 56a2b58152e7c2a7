import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import type { ShimLie } from "../index.js";
import { CardDesk, label, Person, pin } from "./card-desk.js";

const limits = { start: 10_000, list: 5_000, read: 10_000, login: 5_000, sign: 5_000 };

/** What a call that is lied to may end with; where it is a module's fault, the module is named. */
const outcomes: readonly (readonly [string, ShimLie, Readonly<Record<string, string>>])[] = [
  ["C_GetSlotList", "garbage", { locate: "token.not-found", sign: "fine" }],
  ["C_GetSlotList", "more", { locate: "fine", sign: "fine" }],
  ["C_GetSlotList", "changing", { locate: "token.not-found", sign: "fine" }],
  ["C_GetSlotList", "enormous", { locate: "token.module-crashed" }],
  ["C_GetSlotInfo", "garbage", { locate: "token.not-found", sign: "fine" }],
  ["C_GetTokenInfo", "garbage", { locate: "token.not-found", sign: "token.not-found" }],
  ["C_GetMechanismList", "garbage", { generate: "token.algorithm-missing", sign: "fine" }],
  ["C_GetMechanismList", "enormous", { generate: "token.module-crashed" }],
  ["C_GetMechanismInfo", "garbage", { generate: "token.algorithm-missing", sign: "fine" }],
  ["C_GetSessionInfo", "garbage", { locate: "fine" }],
  ["C_FindObjects", "garbage", { find: "token.wrong-answer", generate: "token.wrong-answer" }],
  ["C_FindObjects", "twice", { find: "fine", sign: "fine", generate: "fine" }],
  ["C_FindObjects", "endless", { find: "token.wrong-answer", generate: "token.wrong-answer" }],
  ["C_FindObjects", "ever-new", { find: "token.wrong-answer", generate: "token.wrong-answer" }],
  ["C_FindObjects", "more", { find: "token.wrong-answer", generate: "token.wrong-answer" }],
  ["C_FindObjectsInit", "any-id", { find: "fine", sign: "fine", other: "token.wrong-answer" }],
  [
    "C_GetAttributeValue",
    "garbage",
    { find: "token.wrong-answer", generate: "token.wrong-answer" },
  ],
  ["C_GetAttributeValue", "enormous", { find: "token.wrong-answer" }],
  ["C_GetAttributeValue", "more", { find: "token.module-crashed" }],
  ["C_GetAttributeValue", "nothing", { find: "token.wrong-answer" }],
  ["C_Sign", "garbage", { sign: "token.wrong-signature" }],
  ["C_Sign", "more", { sign: "token.wrong-signature" }],
  ["C_Sign", "less", { sign: "token.wrong-signature" }],
  ["C_Sign", "nothing", { sign: "token.wrong-signature" }],
];

describe("A module that answers CKR_OK and lies", function () {
  this.timeout(120_000);
  this.slow(5_000);

  for (const [call, lie, expected] of outcomes) {
    it(`in ${call} (${lie}) is one coded error or none, and asks for no second PIN`, async function () {
      for (const [action, outcome] of Object.entries(expected)) {
        await using desk = await CardDesk.open(this, {}, limits);
        const keys = desk.keys(new Person(pin));
        const id = await keys.newId();
        await keys.generate({ id, algorithm: "ec-p256", label: "kept" });
        await desk.shim.set({ faults: [{ call: call as `C_${string}`, do: { lie } }] });
        assert.equal(await outcomeOf(desk, keys, id, action), outcome, action);
        assert.equal((await desk.logins()).length, 1);
      }
    });
  }

  it("with a name that is no UTF-8 has its token listed beside the others", async function () {
    await using desk = await CardDesk.open(this);
    const named = Buffer.concat([Buffer.from([0xff, 0xc3, 0x28]), Buffer.from("card")]);
    await desk.shim.set({ tokens: { [label]: { label: named } } });
    const { tokens, modules } = await desk.services.modules.list();
    assert.equal(modules[0]?.problem, undefined);
    assert.equal(tokens.length, 1);
    assert.match(tokens[0]?.view.label ?? "", /card$/u);
  });

  it("with a name of several lines has it shown as one, and its token found and used by it", async function () {
    await using desk = await CardDesk.open(this);
    const named = Buffer.from("One\n\u001b[2K\u202eTwo");
    await desk.shim.set({ tokens: { [label]: { label: named } } });
    const { tokens } = await desk.services.modules.list();
    assert.equal(tokens[0]?.view.label, "One\ufffd\ufffd[2K\ufffdTwo");
    for (const match of [tokens[0].view.label, named.toString()]) {
      const keys = desk.services.keys({ label: match }, new Person(pin));
      await keys.login();
      await keys.logout();
    }
  });

  it("with certificates beyond all measure has them left out, and the others listed", async function () {
    await using desk = await CardDesk.open(this);
    await desk.hsm.writeCertificates(3, label);
    const token = await desk.services.modules.locate({ label });
    assert.equal((await desk.services.modules.objects(token)).certificates.length, 3);
    await desk.shim.set({ tokens: { [label]: { valueSize: 8 * 1024 * 1024 } } });
    const { certificates, unreadable } = await desk.services.modules.objects(token);
    assert.deepEqual([certificates.length, unreadable], [0, 3]);
  });

  it("and looks for no CKA_ID does not have other keys removed", async function () {
    await using desk = await CardDesk.open(this);
    const keys = desk.keys();
    const [old, kept] = [await keys.newId(), await keys.newId()];
    await keys.generate({ id: kept, algorithm: "ec-p256", label: "kept" });
    await keys.generate({ id: old, algorithm: "ec-p256", label: "old" });
    await desk.shim.set({ faults: [{ call: "C_FindObjectsInit", do: { lie: "any-id" } }] });
    await desk.shim.clearCalls();
    const spkiHash = (await keys.find(old))?.spkiHash ?? "";
    const replacement = { id: kept, certificate: new Uint8Array() };
    // The removal itself needs a certificate; what it would remove is found in the same way.
    await assert.rejects(keys.removePair({ id: old, confirmed: spkiHash, replacement }));
    assert.notEqual((await keys.find(kept))?.spkiHash, spkiHash);
    assert.deepEqual(await desk.shim.calls("C_DestroyObject"), []);
  });
});

async function outcomeOf(
  desk: CardDesk,
  keys: ReturnType<CardDesk["keys"]>,
  id: string,
  action: string,
): Promise<string> {
  const module = desk.shim.modulePath;
  try {
    if (action === "locate") await desk.services.modules.locate({ label });
    if (action === "find") assert.equal((await keys.find(id))?.id, id);
    if (action === "other") return String(await keys.find(await keys.newId()));
    if (action === "sign") await (await keys.signer(id)).sign(Buffer.from("x"), "sha256");
    if (action === "generate") {
      await keys.generate({ id: await keys.newId(), algorithm: "ec-p256", label: "new" });
    }
    return "fine";
  } catch (error) {
    assert.ok(PerennialError.is(error), String(error));
    const told = error.code === "token.not-found" ? error.cause : error;
    if (!PerennialError.is(told)) return error.code;
    if (["token.wrong-answer", "token.module-crashed"].includes(told.code)) {
      assert.equal(told.params["module"], module);
    }
    return told.code;
  }
}
