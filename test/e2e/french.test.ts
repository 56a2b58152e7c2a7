import assert from "node:assert/strict";
import { allTexts, LeftInEnglish } from "./left-in-english.js";
import { World } from "./world.js";
import { allAnswers } from "./world-options.js";

const english = new LeftInEnglish("fr", allTexts);
const assertFrench = (shown: string): void => english.assertNone(shown);

describe("In French", function () {
  this.timeout(120_000);
  let world: World;
  const french = async (...args: string[]): Promise<string> => {
    const { stdout, stderr, code } = await world.inProcess([...args, "--lang", "fr"]);
    assert.notEqual(code, 1, stdout + stderr);
    return stdout + stderr;
  };

  before(async () => {
    world = await World.open({ contract: "sort", now: "soon", simulator: { automatic: {} } });
  });
  after(() => world[Symbol.asyncDispose]());

  it("every command's help is French", async () => {
    assertFrench(await french("--help"));
    for (const command of [
      "renew",
      "resume",
      "status",
      "list",
      "show",
      "answer",
      "cancel",
      "guard",
      "watch",
      "doctor",
      "completion",
      "plugins",
      "profile",
      "audit",
      "keys",
    ]) {
      assertFrench(await french(command, "--help"));
    }
  });

  it("what is due, the plan, and what there is are French", async () => {
    for (const command of [
      ["status"],
      ["renew", "acme", "--plan"],
      ["profile", "list"],
      ["profile", "show", "acme"],
      ["plugins", "list"],
      ["plugins", "show", "luxtrust"],
      ["list"],
      ["doctor"],
      ["audit", "verify"],
      ["keys", "list"],
    ]) {
      assertFrench(await french(...command));
    }
  });

  it("mistakes are French", async () => {
    for (const command of [
      ["nonsense"],
      ["renew", "--nonsense"],
      ["renew", "nobody"],
      ["show", "nothing"],
      ["answer"],
      ["profile", "add", "x", "--provider", "nothing"],
      ["profile", "add", "x", "--provider", "luxtrust.sofie", "--set", "userId=!"],
      ["plugins", "show", "nothing"],
      ["renew", "--wait-for", "soon"],
      ["guard", "acme", "burn"],
      ["plugins", "enable", "nothing"],
      ["profile", "add", "acme", "--provider", "luxtrust.sofie"],
      ["renew", "--answers", "nowhere.json"],
      ["renew", "acme", "--account", "nobody"],
      ["profile", "show", "nobody"],
      ["keys", "export", "nothing", "--out", "x"],
      ["resume", "--back-to", "nothing"],
    ]) {
      assertFrench(await french(...command));
    }
  });

  it("what is wrong with a form's fields is French, the plugin's own rules included", async () => {
    await world.json("renew", "acme");
    const { id } = await world.shown("CRYPT");
    const wrong = { name: "", email: "x", country: "Luxembourg" };
    const refused = await french("answer", id, "subject", JSON.stringify(wrong));
    assertFrench(refused);
    assert.match(refused, /deux lettres/);
  });

  it("a whole renewal, its questions, waits, refusals and end are French", async () => {
    const answers = await world.answers({
      answers: { ...allAnswers, "*/*/password-1": { sofiePassword: { file: "wrong" } } },
    });
    await world.writePrivate("wrong", "Wrong1Password");
    assertFrench(await french("renew", "acme", "--answers", answers));
    assertFrench(await french("show", "acme"));
    const { id } = await world.shown("CRYPT");
    assertFrench(await french("answer", id, "certificate", "--file", world.file("nowhere")));
    for (const { number } of world.simulator.world.orders.list()) {
      await world.simulator.orders.approve(number, {});
    }
    await world.deliver("wrong.txt", "nothing");
    assertFrench(await french("resume", "acme", "--answers", answers, "--wait-for", "30s"));
    assertFrench(await french("resume", "acme"));
    assertFrench(await french("show", "acme"));
    world.simulator.addFault({ endpoint: "sofie", kind: "500", count: 2 });
    world.simulator.automatic = { configurationAfter: 0 };
    const right = await world.answers({
      answers: { ...allAnswers, "*/*/password-2": { sofiePassword: { file: "password" } } },
    });
    assertFrench(await french("resume", "acme", "--answers", right, "--wait-for", "5m"));
    assertFrench(await french("resume", "acme", "--answers", right, "--wait-for", "5m"));
    assert.deepEqual(world.counted(), world.once);
    assertFrench(await french("show", "acme"));
    assertFrench(await french("status"));
    assertFrench(await french("list", "--all"));
  });
});
