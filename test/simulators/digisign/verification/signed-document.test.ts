import assert from "node:assert/strict";
import * as fc from "fast-check";
import { requireTool } from "../../../harness/index.js";
import { PortalError } from "../../shared/portal-error.js";
import { drawFor, friday, issueToken, type TestToken } from "../../testing/digisign-visits.js";
import { signPdf } from "../../testing/signing.js";
import { startDigisignSimulator } from "../index.js";
import type { ExpectedSigner } from "./cms-verifier.js";
import { SignatureCheck } from "./signed-document.js";

describe("A signed PDF", () => {
  let token: TestToken;
  let signer: ExpectedSigner;
  let signed: Buffer;
  const withOpenssl = new SignatureCheck({ poppler: false });
  const withPoppler = new SignatureCheck({ poppler: true });

  before(async function () {
    requireTool(this, "openssl", "version");
    await using simulator = await startDigisignSimulator({ now: friday });
    token = await issueToken(simulator);
    const { issuing, ca } = simulator.roots;
    signer = { sha256: token.sha256, authorities: issuing + ca, at: friday };
    signed = await signPdf(await drawFor("contract", "RC-2026-000123"), token);
  });

  it("is accepted by OpenSSL alone, and by poppler beside it", async function () {
    const { type, size } = await withOpenssl.check(signed, signer, ["pdf"]);
    assert.equal(type, "pdf");
    assert.ok(size < signed.indexOf("/ByteRange"));
    requireTool(this, "pdfsig", "-v");
    assert.equal((await withPoppler.check(signed, signer, ["pdf"])).size, size);
  });

  it("is refused whatever byte of it was changed, as the client's mistake", async () => {
    const gap = signed.lastIndexOf("/Contents <") + "/Contents ".length;
    const outside = fc
      .integer({ min: 5, max: signed.length - 1 })
      .filter((at) => at < gap || at > gap + 16_385);
    await fc.assert(
      fc.asyncProperty(outside, fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const file = Buffer.from(signed);
        file.writeUInt8(file.readUInt8(at) ^ change, at);
        const verdict = await withOpenssl
          .check(file, signer, ["pdf"])
          .catch((error: unknown) => error);
        assert.ok(verdict instanceof PortalError, `${at} ^ ${change}: ${String(verdict)}`);
      }),
      { numRuns: 40 },
    );
  });

  it("is refused when something is hidden in the place of the signature", async () => {
    const file = Buffer.from(signed);
    const end = file.indexOf(">", file.lastIndexOf("/Contents <"));
    file.write("4142", end - 4, "latin1");
    await assert.rejects(withOpenssl.check(file, signer, ["pdf"]), {
      code: "document.signature-invalid",
    });
  });
});
