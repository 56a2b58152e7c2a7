import assert from "node:assert/strict";
import {
  Clock,
  GenerateKeyPair,
  Keys,
  construct,
  message,
  service,
  step,
  type KeyRef,
} from "../index.js";
import { FakeRenewal } from "../testing/fake-renewal.js";
import { outputOf } from "../testing/output-of.js";

const spkiHash = "5".repeat(64);

const clock = service(Clock, {
  now: async () => "2026-11-20T09:30:00Z",
  addBusinessDays: async (start) => start,
  addBusinessHours: async (start) => start,
  isBusinessDay: async () => true,
});

@step("generate")
class Generate extends GenerateKeyPair {
  protected override algorithm() {
    return "ec-p256" as const;
  }
}

class TestKeys implements Keys {
  readonly made: string[] = [];
  private next = 0;
  async newId() {
    this.next += 1;
    return `k${this.next}`;
  }
  async generate({
    id,
    algorithm,
    place,
  }: Omit<Parameters<Keys["generate"]>[0], "label">): Promise<KeyRef> {
    this.made.push(id);
    return { id, algorithm, spki: "c3BraQ==", spkiHash, ...(place === undefined ? {} : { place }) };
  }
  async find(id: string): Promise<KeyRef | null> {
    return this.made.includes(id) ? { id, algorithm: "ec-p256", spki: "c3BraQ==", spkiHash } : null;
  }
}

describe("The step that generates a key pair", () => {
  it("finds the key again that was made when the machine stopped, and makes no other", async () => {
    const keys = new TestKeys();
    const renewal = new FakeRenewal();
    const run = () => construct(Generate, [service(Keys, keys), clock]).run(renewal);
    await run();
    delete renewal.effects.get("generate:k1")?.result;
    renewal.intendedAt = "2026-11-17T08:00:00Z";
    const found = outputOf(await run());
    assert.equal(found.id, "k1");
    assert.equal(found.generatedAt, "2026-11-17T08:00:00Z");
    assert.deepEqual(keys.made, ["k1"]);
  });

  it("is told where, and asks nobody for entropy when that is a token", async () => {
    const place = "pkcs11:token=Card";
    @step("generate-on-token")
    class OnToken extends Generate {
      protected override place() {
        return place;
      }
      protected override entropy() {
        return { bits: 256, text: message("entropy") };
      }
    }
    const renewal = new FakeRenewal();
    const keys = new TestKeys();
    const made = outputOf(await construct(OnToken, [service(Keys, keys), clock]).run(renewal));
    assert.equal(made.place, place);
    const { intent } = renewal.effects.get("generate:k1") ?? {};
    assert.deepEqual(intent, { id: "k1", algorithm: "ec-p256", label: renewal.id, place });
  });

  it("has the identifier journaled before the key is made", async () => {
    const renewal = new FakeRenewal();
    class Watching extends TestKeys {
      override async generate(request: { id: string; algorithm: KeyRef["algorithm"] }) {
        assert.equal(renewal.effects.get("key-id")?.result, request.id);
        assert.ok(renewal.effects.has(`generate:${request.id}`));
        return super.generate(request);
      }
    }
    const keys = new Watching();
    await construct(Generate, [service(Keys, keys), clock]).run(renewal);
    assert.equal(keys.made.length, 1);
  });
});
