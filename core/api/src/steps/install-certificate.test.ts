import assert from "node:assert/strict";
import {
  Certificates,
  InstallCertificate,
  PerennialError,
  construct,
  service,
  step,
  type InstalledCertificate,
  type ObtainedCertificate,
  type Renewal,
} from "../index.js";
import { FakeRenewal } from "../testing/fake-renewal.js";
import { clock, info, Obtain } from "../testing/obtain.js";
import { outputOf } from "../testing/output-of.js";

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
      install: async ({ issuersOnToken }: { issuersOnToken?: boolean }) => {
        calls.push("install");
        const issuers = issuersOnToken === true ? { issuers: { onToken: 1, leftOut: 0 } } : {};
        return { sha256: info.sha256, path: "/c.pem", ...issuers };
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

  describe("where the key is kept elsewhere", () => {
    @step("install-own")
    class InstallOwn extends Install {
      protected override ownRequest() {
        return "PEM of the request";
      }
      protected override keyId(): never {
        return assert.fail("there is no key here");
      }
    }
    let broken: readonly { rule: string; params: Record<string, never> }[] = [];
    const records: unknown[] = [];
    const elsewhere = service(Certificates, {
      chain: async () => ({ chain: ["a", "b"] }),
      checkProfile: async () => broken,
      record: async (request: unknown) => {
        records.push(request);
        return { sha256: info.sha256, path: "/c.pem" };
      },
    } as unknown as Certificates);
    const run = (answers: Readonly<Record<string, unknown>>) =>
      construct(InstallOwn, [elsewhere, clock]).run(renewalWith(answers));
    beforeEach(() => {
      broken = [];
      records.length = 0;
    });

    it("records the certificate after the yes, with the request, and says where the key is", async () => {
      assert.equal((await run({})).outcome, "waiting");
      assert.deepEqual(records, []);
      const outcome = await run({ install: true });
      assert.equal(outputOf(outcome).path, "/c.pem");
      assert.deepEqual(records, [
        { der: info.der, chain: ["a", "b"], request: "PEM of the request" },
      ]);
      assert.deepEqual(outcome.outcome === "done" ? outcome.notes : [], [
        { key: "certificate.kept-elsewhere" },
      ]);
    });

    it("records nothing that breaks a rule of its profile", async () => {
      broken = [{ rule: "san.mailboxes", params: {} }];
      @step("install-own-with-rules")
      class InstallOwnWithRules extends InstallOwn {
        protected override async rules() {
          return { roots: ["system"], profile: {} };
        }
      }
      const strict = construct(InstallOwnWithRules, [elsewhere, clock]);
      await assert.rejects(strict.run(renewalWith({ install: true })), {
        code: "certificate.profile-broken",
      });
      assert.deepEqual(records, []);
    });
  });

  it("puts the issuers on the token where the plugin says so, and tells how many are there", async () => {
    @step("install-with-issuers")
    class InstallWithIssuers extends Install {
      protected override issuersOnToken() {
        return true;
      }
    }
    const renewal = renewalWith({ install: true });
    const with_ = await construct(InstallWithIssuers, [certificates(), clock]).run(renewal);
    assert.deepEqual(outputOf(with_).issuers, { onToken: 1, leftOut: 0 });
    const without = await construct(Install, [certificates(), clock]).run(
      renewalWith({ install: true }),
    );
    assert.equal(outputOf(without).issuers, undefined);
  });
});
