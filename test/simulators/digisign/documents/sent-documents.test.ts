import assert from "node:assert/strict";
import { requireTool } from "../../../harness/index.js";
import {
  drawFor,
  friday,
  issueToken,
  orderFor,
  picture,
  Signer,
  type SignerAnswer,
  type TestToken,
} from "../../testing/digisign-visits.js";
import { signFile, signPdf } from "../../testing/signing.js";
import { drawDocument, startDigisignSimulator, type DigisignSimulator } from "../index.js";

describe("DigiSign, sent a declaration, a contract or terms,", () => {
  let simulator: DigisignSimulator;
  let token: TestToken;
  let number: string;
  let signer: Signer;
  const count = (name: string): number => simulator.world.counters.get(name);
  const verdict = ({ status, code }: SignerAnswer): [number, string] => [status, code];

  before(function () {
    requireTool(this, "openssl", "version");
  });
  beforeEach(async () => {
    simulator = await startDigisignSimulator({ now: friday });
    token = await issueToken(simulator);
    number = await orderFor(simulator, token);
    signer = new Signer(simulator, number, token.serial);
  });
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  describe("refuses one", () => {
    const declaration = async (): Promise<Buffer> => drawFor("declaration", number);
    const sent = async (file: Uint8Array): Promise<[number, string]> =>
      verdict(await signer.upload("declaration", file));

    it("that is not signed", async () => {
      assert.deepEqual(await sent(await declaration()), [400, "document.not-signed"]);
      assert.equal(count("documents.refused.document.not-signed"), 1);
    });

    it("that somebody else has signed, even with a good certificate of DigiSign's", async () => {
      const other = await issueToken(simulator);
      const answer = await signer.upload("declaration", await signPdf(await declaration(), other));
      assert.deepEqual(
        [answer.status, answer.code, answer.detail],
        [400, "document.other-signer", other.sha256],
      );
    });

    it("that somebody with another authority's certificate has signed", async () => {
      const foreign = await issueToken(simulator, { issuer: "foreign" });
      const file = await signPdf(await declaration(), foreign);
      assert.deepEqual(await sent(file), [400, "document.other-signer"]);
    });

    it("that a stranger has signed before the holder", async () => {
      const stranger = await issueToken(simulator);
      const file = await signPdf(await signPdf(await declaration(), stranger), token);
      assert.deepEqual(await sent(file), [400, "document.other-signer"]);
    });

    it("in which a byte was changed after signing", async () => {
      const file = await signPdf(await declaration(), token);
      const at = "%PDF-1.".length;
      file.writeUInt8(file.readUInt8(at) ^ 1, at);
      assert.deepEqual(await sent(file), [400, "document.signature-invalid"]);
    });

    it("to which something was added after signing", async () => {
      const file = await signPdf(await declaration(), token);
      const longer = Buffer.concat([file, Buffer.from("\n% more\n%%EOF\n")]);
      assert.deepEqual(await sent(longer), [400, "document.signature-invalid"]);
    });

    it("whose byte range leaves out more than the signature", async () => {
      const file = await signPdf(await declaration(), token);
      const text = file.toString("latin1");
      const wider = text.replace(
        /(\/ByteRange \[0 )(\d{10})/,
        (_all, start: string, length) => `${start}${String(Number(length) - 4).padStart(10, "0")}`,
      );
      assert.deepEqual(await sent(Buffer.from(wider, "latin1")), [
        400,
        "document.signature-invalid",
      ]);
    });

    it("of another order, or of none", async () => {
      const other = await signPdf(await drawFor("declaration", "RC-2026-000999"), token);
      const answer = await signer.upload("declaration", other);
      assert.deepEqual(
        [answer.status, answer.code, answer.detail],
        [400, "document.other-order", "RC-2026-000999"],
      );
      const none = await signPdf(await drawFor("declaration", "fara numar"), token);
      assert.deepEqual((await signer.upload("declaration", none)).detail, "none");
    });

    it("that is another document of the same order", async () => {
      const file = await signPdf(await drawFor("contract", number), token);
      const answer = await signer.upload("declaration", file);
      assert.deepEqual(
        [answer.status, answer.code, answer.detail],
        [400, "document.other-kind", "contract"],
      );
      const day = Temporal.PlainDate.from("2026-11-20");
      const proforma = await drawDocument({ kind: "proforma", number, holder: "Ana", day });
      const invoice = await signer.upload("terms", await signPdf(proforma, token));
      assert.deepEqual(invoice.detail, "proforma");
    });

    it("that is none: empty, a picture, a signed message", async () => {
      assert.deepEqual(await sent(Buffer.alloc(0)), [400, "document.empty"]);
      assert.deepEqual(await sent(picture), [400, "document.type"]);
      const message = await signFile(await declaration(), token);
      assert.deepEqual(await sent(message), [400, "document.type"]);
    });

    it("that was signed when the certificate was not valid any more", async () => {
      const file = await signPdf(await declaration(), token);
      await simulator.clock.set(new Date("2026-12-25T09:00:00Z"));
      assert.deepEqual(await sent(file), [400, "document.signature-invalid"]);
    });
  });
});
