import assert from "node:assert/strict";
import { done, type AskManifest } from "@perennial/api";
import { TestBench } from "../testing/test-bench.js";

const step = { name: "a", run: () => done("out") };

describe("The plan", () => {
  it("says what this profile and account will be asked, and not what another would", async () => {
    const asks: readonly AskManifest[] = [
      { text: "the order", when: { way: "assisted" } },
      { text: "a password", when: { way: "portal" } },
      { text: "a file", when: { account: "main" } },
      { text: "always" },
    ];
    const bench = await TestBench.ofSteps({ ...step, asks });
    await bench.addProfile("acme", "acme.card", { way: "portal" });
    const plan = await bench.engine.plan({ profile: "acme" });
    assert.deepEqual(plan.accounts[0]?.steps[0]?.asks, ["a password", "a file", "always"]);
  });

  it("says at which steps the PIN or the passphrase is asked for, by where the profile keeps its keys", async () => {
    const form = {
      type: "object",
      properties: {
        keys: { type: "string", title: "keys", format: "key-place", default: "software" },
      },
    } as const;
    const entropy = { text: "%entropy%", when: { keys: "software" } };
    const bench = await TestBench.open({
      provider: { profile: form },
      steps: [
        { ...step, name: "make", usesKey: true, asks: [entropy] },
        { ...step, name: "order", asks: ["%order%"] },
      ],
    });
    const asked = async (profile: string, values: object) => {
      await bench.addProfile(profile, "acme.card", values);
      const plan = await bench.engine.plan({ profile });
      const steps = plan.accounts[0]?.steps ?? [];
      assert.deepEqual(steps[0]?.tokens, tokensOf(values));
      return steps.map(({ asks }) => asks);
    };
    const tokensOf = ({ keys = "software" }: { keys?: string }) =>
      keys === "software" ? undefined : [keys];
    const onToken = { keys: "pkcs11:token=Card" };
    assert.deepEqual(await asked("one", onToken), [["%engine.asks.pin%"], ["%order%"]]);
    const inStore = [["%entropy%", "%engine.asks.passphrase%"], ["%order%"]];
    assert.deepEqual(await asked("two", { keys: "software" }), inStore);
    assert.deepEqual(await asked("made-before-the-field", {}), inStore);
  });

  it("says that a PIN is asked for where the token is chosen only during the renewal", async () => {
    const form = {
      type: "object",
      properties: { keys: { type: "string", title: "keys", format: "key-place" } },
    } as const;
    const asked = async (adoptsTokens: boolean, values: object) => {
      const steps = [{ ...step, usesKey: true }];
      const bench = await TestBench.open({ provider: { profile: form }, adoptsTokens, steps });
      await bench.addProfile("one", "acme.card", { ...values });
      const plan = await bench.engine.plan({ profile: "one" });
      return plan.accounts[0]?.steps[0]?.asks;
    };
    assert.deepEqual(await asked(true, {}), ["%engine.asks.pin%"]);
    assert.deepEqual(await asked(true, { keys: "pkcs11:token=Card" }), ["%engine.asks.pin%"]);
    assert.deepEqual(await asked(false, {}), ["%engine.asks.passphrase%"]);
  });

  it("has for this profile and account who acts and the time, as the first variant that holds says", async () => {
    const order = {
      ...step,
      actor: "person",
      takes: ["PT1M", "PT30M"],
      variants: [
        { when: { way: "portal", account: "other" }, actor: "operator", takes: "P9D" },
        { when: { way: "portal" }, actor: "host", takes: "PT10S" },
        { when: { account: "main" }, actor: "authority" },
      ],
    } as const;
    const bench = await TestBench.ofSteps(order);
    const planned = async (profile: string, way: string) => {
      await bench.addProfile(profile, "acme.card", { way });
      const plan = await bench.engine.plan({ profile });
      const account = plan.accounts[0];
      return [account?.steps[0]?.actor, account?.steps[0]?.takes, account?.takes];
    };
    assert.deepEqual(await planned("one", "portal"), ["host", "PT10S", ["PT10S", "PT10S"]]);
    const times = ["PT1M", "PT30M"];
    assert.deepEqual(await planned("two", "assisted"), ["authority", times, times]);
    const [begun] = await bench.engine.begin({ profile: "one" });
    assert.equal(begun?.step?.actor, "host");
    const { steps } = await bench.engine.show({ renewal: begun?.id ?? "" });
    assert.equal(steps[0]?.actor, "host");
  });

  it("names the steps that apply, who acts, what is asked, and the time it takes", async () => {
    const bench = await TestBench.open({
      provider: {
        contacts: [
          { topic: "all", phone: "1" },
          { topic: "sort", phone: "2", when: { contract: "sort" } },
        ],
      },
      steps: [
        { ...step, name: "data", actor: "person", asks: ["%name%"], takes: "PT10M" },
        { ...step, name: "order", actor: "authority", takes: ["P2D", "P5D"] },
        { ...step, name: "declare", when: { contract: "sort" }, takes: "P9D" },
      ],
    });
    const plan = await bench.engine.plan({ profile: "meridian" });
    assert.deepEqual(
      plan.accounts[0]?.steps.map(({ name, actor, asks }) => [name, actor, asks]),
      [
        ["data", "person", ["%name%"]],
        ["order", "authority", []],
      ],
    );
    assert.deepEqual(plan.accounts[0]?.takes, ["P2DT10M", "P5DT10M"]);
    assert.deepEqual(
      plan.contacts.map((contact) => contact.topic),
      ["all"],
    );
    assert.equal(bench.plugins.runs.size, 0);
  });
});
