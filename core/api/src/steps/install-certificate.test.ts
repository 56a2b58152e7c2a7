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
