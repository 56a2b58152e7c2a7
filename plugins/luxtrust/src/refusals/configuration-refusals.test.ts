import assert from "node:assert/strict";
import { ReceiveConfiguration } from "../steps/receive-configuration.js";
import { certificateFile, signedMessage } from "../testing/fake-certificates.js";
import type { FakeRenewal } from "../testing/fake-renewal.js";
import { fromBase64 } from "../testing/hash.js";
import { Person } from "../testing/person.js";
import { World } from "../testing/world.js";
import { assertNothingLost, assertRefused } from "./expect.js";

describe("Must be refused: configurations", () => {
  let world: World;
  let person: Person;
  let renewal: FakeRenewal;
  beforeEach(async () => {
    world = new World();
    person = new Person(world);
    renewal = world.beginOne();
    await person.carryOn(renewal, "configuration");
  });
  const give = (change: Readonly<Record<string, unknown>>) =>
    world.give(renewal, "configuration", person.configuration(renewal, change));
  const giveText = (text: string, name = "sofie.9999XXXXX.20261120093000.config") =>
    world.give(renewal, "configuration", world.files.give(name, text));

  afterEach(async () => {
    assertNothingLost(renewal, ["upload-certificate"]);
    assert.equal(world.certificates.installed.length, 0);
    assert.deepEqual(
      await person.carryOn(renewal),
      { state: "done" },
      "the right one is still taken",
    );
  });

  it("“a configuration for another user”", async () => {
    assertRefused(
      await give({ user: "8888YYYYY" }),
      "configuration",
      "luxtrust.configuration-other-user",
      { user: "8888YYYYY", expected: "9999XXXXX" },
    );
  });

  it("“a configuration for another user”: by the name of its file", async () => {
    const { handle } = person.configuration(renewal);
    const text = fromBase64(await world.files.read(handle));
    assertRefused(
      await giveText(text, "sofie.8888YYYYY.20261120093000.config"),
      "configuration",
      "luxtrust.configuration-other-user",
    );
  });

  it("“older than the installed one”", async () => {
    world.files.put("dataFolder", "sofie.9999XXXXX.20261120093100.config.MAIN", "installed");
    const rest = await give({});
    assertRefused(rest, "configuration", "luxtrust.configuration-older", {
      issuedAt: "2026-11-20T09:30:00.000Z",
      installed: "20261120093100",
    });
    world.files.folders.get("dataFolder")?.clear();
  });

  it("“older than the installed one”: the very one that is installed", async () => {
    world.files.put("dataFolder", "sofie.9999XXXXX.20261120093000.config.MAIN", "installed");
    assertRefused(await give({}), "configuration", "luxtrust.configuration-older");
    world.files.folders.get("dataFolder")?.clear();
  });

  it("“older than the installed one”: older than the certificate it names", async () => {
    const rest = await give({ issuedAt: "2025-11-20T09:30:00Z" });
    assertRefused(rest, "configuration", "luxtrust.configuration-predates-certificate");
  });

  it("“tampered with”", async () => {
    const { handle } = person.configuration(renewal);
    const text = fromBase64(await world.files.read(handle)).replace(
      '"valid":true',
      '"valid":false',
    );
    assertRefused(await giveText(text), "configuration", "luxtrust.configuration-tampered");
  });

  it("“tampered with”: signed by somebody else", async () => {
    const { handle } = person.configuration(renewal);
    const text = fromBase64(await world.files.read(handle)).replace("CN=Operator", "CN=Impostor");
    assertRefused(await giveText(text), "configuration", "luxtrust.configuration-untrusted");
  });

  it("“not matching the key”", async () => {
    const rest = await give({ spkiHash: "a".repeat(64) });
    assertRefused(rest, "configuration", "luxtrust.configuration-other-key", { account: "MAIN" });
  });

  it("“not matching the key”: for another certificate of the same key", async () => {
    const rest = await give({ certificateSha256: "a".repeat(64) });
    assertRefused(rest, "configuration", "luxtrust.configuration-other-key");
  });

  it("for the other account", async () => {
    const rest = await give({ account: "CRYPT" });
    assertRefused(rest, "configuration", "luxtrust.configuration-other-account", {
      account: "CRYPT",
      expected: "MAIN",
    });
  });

  for (const [what, payload] of [
    ["no JSON", "not json"],
    ["no object", "[]"],
    ["without an account", '{"version":1,"user":"9999XXXXX"}'],
    [
      "with a time that is none",
      '{"version":1,"user":"a","account":"b","spkiHash":"c","certificateSha256":"d","issuedAt":"soon"}',
    ],
  ] as const) {
    it(`signed content that is ${what}`, async () => {
      const text = fromBase64(signedMessage(payload, "CN=Operator"));
      assertRefused(await giveText(text), "configuration", "luxtrust.configuration-unreadable");
    });
  }

  it("of a format that is not known", async () => {
    const rest = await give({ version: 2 });
    assertRefused(rest, "configuration", "luxtrust.configuration-version", { version: 2 });
  });

  it("a file that is no signed message", async () => {
    const rest = await giveText("PK\u0003\u0004");
    assertRefused(rest, "configuration", "luxtrust.configuration-unreadable");
  });
});

describe("A profile without operatorRoots", () => {
  it("explains why they are needed, takes the operator's certificate, and has its fingerprint confirmed", async () => {
    const world = new World();
    const person = new Person(world);
    const renewal = world.beginOne({ operatorRoots: "" });
    const rest = await person.carryOn(renewal, "operator-roots");
    assertRefused(rest, "operator-roots", "luxtrust.operator-roots-missing");
    const nonsense = world.files.give("operator.pem", "nothing");
    assertRefused(
      await world.give(renewal, "operator-roots", nonsense),
      "operator-roots",
      "certificates.none-found",
    );
    const root = certificateFile({ spkiHash: "b".repeat(64), subject: "CN=Operator", isCa: true });
    const asked = await world.give(
      renewal,
      "operator-roots",
      world.files.give("operator.pem", `-----BEGIN x\n${root}`),
    );
    assert.ok(asked.state === "waiting" && asked.wait.key === "trust-operator");
    assert.match(String(asked.wait.text.args?.["sha256"]), /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    await world.give(renewal, "trust-operator", true);
    assert.ok(!renewal.outputs.has("receive-configuration"));
    await world.give(renewal, "configuration", person.configuration(renewal));
    assert.equal(renewal.output(ReceiveConfiguration).account, "MAIN");
  });
});
