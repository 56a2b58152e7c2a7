import assert from "node:assert/strict";
import { X509Certificate, createHash } from "node:crypto";
import { rootCertificates } from "node:tls";
import { certificateInfo } from "./certificate-info.js";
import { issue } from "../test-support/test-authority.js";

describe("What a certificate says", () => {
  it("has the key's hash as the key store computes it, for all roots that Node carries", () => {
    for (const pem of rootCertificates) {
      const { raw, publicKey } = new X509Certificate(pem);
      const spki = publicKey.export({ type: "spki", format: "der" });
      assert.equal(certificateInfo(raw).spkiHash, createHash("sha256").update(spki).digest("hex"));
    }
  });

  it("is refused where the encoding is not DER: another length form of the same certificate", async () => {
    const { der } = await issue("one");
    const longer = Buffer.concat([Uint8Array.of(0x30, 0x83, 0x00), der.subarray(2)]);
    assert.throws(() => certificateInfo(longer), { code: "certificates.unreadable" });
  });

  it("costs less than a fifth of a millisecond, so that a thousand of them are no wait", async () => {
    const { der } = await issue("one");
    for (let warm = 0; warm < 200; warm += 1) certificateInfo(der);
    const best = Math.min(
      ...Array.from({ length: 5 }, () => {
        const start = process.cpuUsage();
        for (let count = 0; count < 200; count += 1) certificateInfo(der);
        return process.cpuUsage(start).user / 200;
      }),
    );
    assert.ok(best < 200, `${best} µs`);
  });
});
