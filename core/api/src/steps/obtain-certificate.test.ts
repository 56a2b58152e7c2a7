import assert from "node:assert/strict";
import {
  Certificates,
  Files,
  PerennialError,
  construct,
  message,
  service,
  step,
} from "../index.js";
import { FakeRenewal } from "../testing/fake-renewal.js";
import { clock, info, Obtain } from "../testing/obtain.js";
import { outputOf } from "../testing/output-of.js";

@step("obtain-under-another-key")
class ObtainUnderAnotherKey extends Obtain {
  protected override readonly waitKey = "issued";
}

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

  it("waits under the key that the plugin says, and takes what was given for it", async () => {
    Obtain.delivery = { state: "coming", wait };
    const renewal = new FakeRenewal();
    renewal.answers.set("certificate", "not a file");
    const services = [certificatesOf(info), files, clock];
    const asked = await construct(ObtainUnderAnotherKey, services).run(renewal);
    assert.ok(asked.outcome === "waiting");
    assert.equal(asked.wait.key, "issued");
    renewal.answers.set("issued", file);
    const outcome = await construct(ObtainUnderAnotherKey, services).run(renewal);
    assert.equal(outputOf(outcome).sha256, info.sha256);
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
