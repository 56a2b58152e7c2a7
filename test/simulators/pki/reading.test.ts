import assert from "node:assert/strict";
import * as fc from "fast-check";
import { PortalError } from "../shared/portal-error.js";
import { createRequest } from "../testing/requests.js";
import { Authority } from "./authority.js";
import { checkRequest } from "./certification-request.js";
import { readSentCertificate } from "./sent-certificate.js";

/** Changes to a file: a byte replaced, and an end cut off. */
const damage = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  byte: fc.integer({ min: 0, max: 255 }),
  keep: fc.constantFrom(1, 1, 1, 0.9, 0.5),
});

function damaged(
  file: Buffer,
  { at, byte, keep }: { at: number; byte: number; keep: number },
): Buffer {
  const copy = Buffer.from(file);
  copy[Math.floor(at * copy.length)] = byte;
  return copy.subarray(0, Math.ceil(keep * copy.length));
}

describe("What a portal is sent", () => {
  it("is a request with a signature that fits, or is refused as the client's mistake", async () => {
    const { der } = await createRequest("ec-p256");
    await fc.assert(
      fc.asyncProperty(damage, async (how) => {
        const file = damaged(der, how);
        const verdict = await checkRequest(file).catch((error: unknown) => error);
        if (file.equals(der)) assert.ok(!(verdict instanceof Error));
        else assert.ok(verdict instanceof PortalError, String(verdict));
      }),
      { numRuns: 300 },
    );
  });

  it("is a certificate, or is refused as the client's mistake", async () => {
    const root = await Authority.root("CN=Root", "ec-p256");
    const { certificate } = await root.issueIdentity(
      "CN=Ada Weber",
      "ec-p256",
      { notBefore: new Date("2026-01-01"), notAfter: new Date("2027-01-01") },
      [],
    );
    const der = Buffer.from(certificate.rawData);
    fc.assert(
      fc.property(damage, (how) => {
        try {
          assert.equal(readSentCertificate(damaged(der, how)).spkiHash.length, 64);
        } catch (error) {
          assert.ok(error instanceof PortalError, String(error));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("is refused if its outer length is wrong, or is not in its shortest form", async () => {
    const { der } = await createRequest("rsa-2048");
    const long = Buffer.concat([Buffer.from([0x30, 0x83, 0]), der.subarray(2)]);
    const short = Buffer.from(der);
    short.writeUInt16BE(0x0101, 2);
    for (const file of [long, short, Buffer.concat([der, Buffer.alloc(1)])])
      await assert.rejects(checkRequest(file), { code: "csr.unreadable" });
  });

  it("is refused if it is any other bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const file = Buffer.from(bytes);
        await assert.rejects(checkRequest(file), PortalError);
        assert.throws(() => readSentCertificate(file), PortalError);
      }),
    );
  });
});
