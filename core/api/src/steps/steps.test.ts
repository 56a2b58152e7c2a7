import assert from "node:assert/strict";
import {
  Certificates,
  Clock,
  CreateRequest,
  Files,
  GenerateKeyPair,
  InstallCertificate,
  Keys,
  MakeBackup,
  ObtainCertificate,
  PerennialError,
  Requests,
  construct,
  message,
  service,
  step,
  type Delivery,
  type InstalledCertificate,
  type KeyRef,
  type ObtainedCertificate,
  type Outcome,
  type Renewal,
} from "../index.js";
import { FakeRenewal } from "../testing/fake-renewal.js";

const spkiHash = "5".repeat(64);
const info = {
  der: "Y2VydA==",
  sha256: "c".repeat(64),
  spkiHash,
  subject: "CN=Ada",
  issuer: "CN=Root",
  serial: "01",
  notBefore: "2026-11-20T00:00:00Z",
  notAfter: "2027-11-20T00:00:00Z",
  isCa: false,
};
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
@step("request")
class Request extends CreateRequest {
  protected override keyStep() {
    return Generate;
  }
  protected override subject() {
    return { commonName: "Ada" };
  }
  protected override fileName() {
    return "ada.pem";
  }
}
@step("obtain")
class Obtain extends ObtainCertificate {
  static delivery: Delivery;
  protected override spkiHash() {
    return spkiHash;
  }
  protected override async deliver() {
    return Obtain.delivery;
  }
}
@step("install")
class Install extends InstallCertificate {
  protected override certificate(renewal: Renewal): ObtainedCertificate {
    return renewal.output(Obtain);
  }
  protected override keyId() {
    return "k1";
  }
  protected override async rules() {
    return { roots: ["system"] };
  }
  protected override async finish(installed: InstalledCertificate) {
    return installed;
  }
}
@step("back-up")
class BackUp extends MakeBackup {
  protected override scope() {
    return { paths: ["properties"], keyIds: ["k1"] };
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

function outputOf<T>(outcome: Outcome<T>): T {
  assert.ok(outcome.outcome === "done", JSON.stringify(outcome));
  return outcome.output;
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

describe("The step that creates a request", () => {
  for (const pem of ["", "a", "ab", "abc", "-----BEGIN CERTIFICATE REQUEST-----\nAA==\n"]) {
    it(`saves the PEM ${JSON.stringify(pem.slice(0, 10))} byte for byte`, async () => {
      const saved: { name: string; content: string }[] = [];
      const files = {
        save: async (file: { name: string; content: string }) => {
          saved.push(file);
          return { path: `/exports/${file.name}`, name: file.name, sha256: "" };
        },
      } as unknown as Files;
      const requests: Requests = {
        create: async () => ({ pem, spkiHash, sha256: "r".repeat(64), subject: "CN=Ada" }),
      };
      const renewal = new FakeRenewal();
      renewal.outputs.set("generate", { id: "k1" });
      const services = [service(Requests, requests), service(Files, files), clock];
      const { path } = outputOf(await construct(Request, services).run(renewal));
      assert.equal(path, "/exports/ada.pem");
      assert.equal(saved[0]?.content, Buffer.from(pem).toString("base64"));
    });
  }
});

describe("The step that obtains a certificate", () => {
  const wait = { for: "file", names: ["*.pem"], maxBytes: 1, text: message("wait") } as const;
  const certificatesOf = (...found: readonly (typeof info)[]) =>
    service(Certificates, {
      read: async () => {
        if (found.length === 0) throw new PerennialError("certificates.none-found");
        return { certificates: found, remarks: ["crlf", "der"] };
      },
    } as unknown as Certificates);
  const files = service(Files, { read: async () => "AAAA" } as unknown as Files);
  const file = { name: "ada.crt", handle: "h", size: 3, sha256: "f" };

  it("takes the certificate that fits the key, with what was remarkable about the file", async () => {
    Obtain.delivery = { state: "coming", wait };
    const renewal = new FakeRenewal();
    renewal.answers.set("certificate", file);
    const other = { ...info, sha256: "d".repeat(64), spkiHash: "0", der: "b3RoZXI=" };
    const obtain = construct(Obtain, [certificatesOf(other, info), files, clock]);
    const outcome = await obtain.run(renewal);
    const { sha256, others, file: kept } = outputOf(outcome);
    assert.equal(sha256, info.sha256);
    assert.deepEqual(others, ["b3RoZXI="]);
    assert.deepEqual(kept, { name: "ada.crt", content: info.der });
    assert.deepEqual(outcome.outcome === "done" && outcome.notes?.map(({ key }) => key), [
      "certificate.remark.crlf",
    ]);
  });

  for (const [what, found, code] of [
    ["is for another key", [{ ...info, spkiHash: "0" }], "certificate.not-for-key"],
    ["holds no certificate", [], "certificates.none-found"],
  ] as const) {
    it(`keeps waiting when the file ${what}, given by hand or delivered`, async () => {
      const services = [certificatesOf(...found), files, clock];
      Obtain.delivery = { state: "coming", wait };
      const renewal = new FakeRenewal();
      renewal.answers.set("certificate", file);
      const byHand = await construct(Obtain, services).run(renewal);
      assert.ok(byHand.outcome === "waiting");
      assert.equal(byHand.wait.refusal?.code, code);
      Obtain.delivery = {
        state: "here",
        file: { name: "x", content: "AAAA" },
        otherwise: wait,
      };
      const delivered = await construct(Obtain, services).run(new FakeRenewal());
      assert.ok(delivered.outcome === "waiting");
      assert.equal(delivered.wait.refusal?.code, code);
    });
  }

  it("lets an error pass that is not about the file", async () => {
    Obtain.delivery = { state: "here", file: { name: "x", content: "AAAA" }, otherwise: wait };
    const broken = service(Certificates, {
      read: async () => {
        throw new PerennialError("plugin.crashed");
      },
    } as unknown as Certificates);
    const obtain = construct(Obtain, [broken, files, clock]);
    await assert.rejects(obtain.run(new FakeRenewal()), { code: "plugin.crashed" });
  });
});

describe("The step that installs", () => {
  const calls: string[] = [];
  const certificates = (mismatch = false) =>
    service(Certificates, {
      chain: async () => {
        calls.push("chain");
        return { chain: ["a", "b"] };
      },
      prove: async () => {
        calls.push("prove");
        if (mismatch) throw new PerennialError("certificates.key-mismatch");
        return { algorithm: "ECDSA" };
      },
      install: async () => {
        calls.push("install");
        return { sha256: info.sha256, path: "/c.pem" };
      },
    } as unknown as Certificates);
  const renewalWith = (answers: Readonly<Record<string, unknown>>) => {
    const renewal = new FakeRenewal();
    renewal.outputs.set("obtain", { ...info, others: [] });
    for (const [key, value] of Object.entries(answers)) renewal.answers.set(key, value);
    return renewal;
  };
  beforeEach(() => {
    calls.length = 0;
  });

  it("asks after the proof, and installs after the yes", async () => {
    const asked = await construct(Install, [certificates(), clock]).run(renewalWith({}));
    assert.equal(asked.outcome, "waiting");
    assert.deepEqual(calls, ["chain", "prove"]);
    const outcome = await construct(Install, [certificates(), clock]).run(
      renewalWith({ install: true }),
    );
    assert.equal(outputOf(outcome).path, "/c.pem");
    assert.equal(calls.at(-1), "install");
  });

  it("installs nothing after a no, and nothing that is not proven", async () => {
    await construct(Install, [certificates(), clock]).run(renewalWith({ install: false }));
    const unproven = construct(Install, [certificates(true), clock]);
    await assert.rejects(unproven.run(renewalWith({ install: true })), {
      code: "certificates.key-mismatch",
    });
    assert.ok(!calls.includes("install"));
  });
});

describe("The step that backs up", () => {
  it("finds the backup that was made when the machine stopped", async () => {
    let made = 0;
    const backup = { path: "/b", files: 1, bytes: 2, missing: ["properties"] };
    const files = {
      backUp: async () => {
        made += 1;
        return backup;
      },
      findBackup: async () => backup,
    } as unknown as Files;
    const renewal = new FakeRenewal();
    renewal.answers.set("back-up", true);
    renewal.effects.set("back-up", { intent: {} });
    const outcome = await construct(BackUp, [service(Files, files)]).run(renewal);
    assert.deepEqual(outputOf(outcome), { made: true, ...backup });
    assert.equal(made, 0);
    assert.deepEqual(outcome.outcome === "done" && outcome.notes?.map(({ key }) => key), [
      "backup.made",
      "backup.missing",
    ]);
  });
});
