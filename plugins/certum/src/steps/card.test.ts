import assert from "node:assert/strict";
import type { SeenToken } from "@perennial/api";
import { ActivationStage, card } from "../testing/activation-stage.js";
import { optionsOf, refusedWith, said, waitOf } from "../testing/expect.js";
import type { Rest } from "../testing/world.js";

const see = ({ world }: ActivationStage, tokens: readonly SeenToken[], readers = 1) => {
  world.tokens.seen = { tokens, certificates: [], readers, problems: [] };
};

describe("METHOD: “CSR (own or generated) or key pair on card; back and next”", () => {
  it("offers the three, the profile's first", async () => {
    const stage = new ActivationStage({ keyMethod: "card" });
    await stage.world.run(stage.renewal);
    const rest = await stage.world.give(stage.renewal, "certificate-data", {
      commonName: "mailbox",
    });
    assert.deepEqual(
      optionsOf(rest).map(({ value }) => value),
      ["card", "csr", "own-csr"],
    );
  });

  it("skips the card for a CSR, and makes the key in the embedded store as the profile says", async () => {
    const stage = new ActivationStage({ algorithm: "ec-p384" });
    await stage.choose("csr", "generate-key-pair");
    assert.ok(!stage.renewal.outputs.has("card"));
    const [key] = stage.world.keys.made;
    assert.equal(key?.algorithm, "ec-p384");
    assert.equal(key?.place, undefined);
  });
});

describe("ON CARD", () => {
  const open = async (tokens: readonly SeenToken[], readers = 1, keyPlace?: string) => {
    const stage = new ActivationStage(keyPlace === undefined ? {} : { keyPlace });
    see(stage, tokens, readers);
    return { stage, rest: await stage.choose("card") };
  };
  const explained = (rest: Rest, key: string) => {
    assert.equal(rest.state === "waiting" && rest.step, "card");
    assert.ok(said(rest).includes(key), said(rest).join());
  };

  it("“reader connected”: no reader is explained", async () => {
    explained((await open([], 0)).rest, "certum.card.no-reader");
  });

  it("“card in”: no card is explained", async () => {
    explained((await open([])).rest, "certum.card.no-card");
  });

  it("waits for the card that the profile names to come in", async () => {
    const { stage, rest } = await open([], 1, "pkcs11:token=Anna");
    const wait = waitOf(rest);
    assert.ok(wait.for === "token" && wait.place === "pkcs11:token=Anna");
    see(stage, [card()]);
    assert.equal(waitOf(await stage.world.run(stage.renewal)).key, "algorithm");
  });

  it("“common profile initialised (PIN and PUK set)”: says which program sets them", async () => {
    const { rest } = await open([card({ pin: "not-initialized", label: "" })]);
    explained(rest, "certum.card.not-initialized");
    explained(rest, "certum.card.not-initialized.pin");
    explained(rest, "certum.card.manager");
  });

  it("“common profile initialised”: the card that has none is told by its reader, model and serial number", async () => {
    const { rest } = await open([
      card({ pin: "locked" }),
      card({
        pin: "not-initialized",
        label: "",
        model: "proCertum",
        serial: "A1",
        reader: "ACS 00",
      }),
    ]);
    const text = waitOf(rest).instructions?.find(
      ({ key }) => key === "certum.card.not-initialized",
    );
    const names = { label: "–", model: "proCertum", serial: "A1", reader: "ACS 00" };
    assert.deepEqual(text?.args, names);
  });

  it("“wrong or locked PIN”: a locked one is explained before anything is tried", async () => {
    explained((await open([card({ pin: "locked" })])).rest, "certum.card.locked");
  });

  it("a card that can make no key Certum certifies is explained", async () => {
    const weak = card({ algorithms: [] });
    assert.equal(waitOf((await open([weak])).rest).key, "algorithm");
    const none = { ...card(), algorithms: ["dsa" as "rsa-2048"] };
    explained((await open([none])).rest, "certum.card.no-algorithm");
  });

  it("says what is still missing where the person says that the card is ready", async () => {
    const { stage } = await open([card({ pin: "locked" })]);
    const again = await stage.world.give(stage.renewal, "card", true);
    assert.equal(refusedWith(again), "certum.card.not-ready");
    see(stage, [card()]);
    assert.equal(waitOf(await stage.world.give(stage.renewal, "card", true)).key, "algorithm");
  });

  it("“algorithm and key length chosen”: what the card can do, the profile's first", async () => {
    const { rest } = await open([card({ algorithms: ["rsa-2048", "rsa-3072", "ec-p256"] })]);
    assert.deepEqual(
      optionsOf(rest).map(({ value }) => value),
      ["rsa-3072", "rsa-2048", "ec-p256"],
    );
    assert.ok(said(rest).includes("certum.card.minutes"));
  });

  it("asks on which card, also where one is in, and offers those that can make the key", async () => {
    const other = card({ place: "pkcs11:token=Other", label: "Other", algorithms: ["rsa-2048"] });
    const { stage } = await open([card(), other]);
    const rest = await stage.world.give(stage.renewal, "algorithm", "rsa-3072");
    assert.equal(waitOf(rest).key, "place");
    assert.deepEqual(
      optionsOf(rest).map(({ value }) => value),
      ["pkcs11:token=Anna"],
    );
    await stage.world.give(stage.renewal, "place", "pkcs11:token=Anna", "generate-key-pair");
    const [key] = stage.world.keys.made;
    assert.equal(key?.place, "pkcs11:token=Anna");
    assert.equal(key?.algorithm, "rsa-3072");
  });

  it("does not ask where the profile names the card", async () => {
    const { stage } = await open([card()], 1, "pkcs11:token=Anna");
    await stage.world.give(stage.renewal, "algorithm", "rsa-2048", "generate-key-pair");
    assert.equal(stage.world.keys.made[0]?.place, "pkcs11:token=Anna");
  });

  it("tells of tries that are left before the PIN is asked", async () => {
    const { rest } = await open([card({ pin: "last-try" })]);
    assert.ok(said(rest).includes("certum.card.few-tries"));
  });
});
