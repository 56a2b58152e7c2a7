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
import { signFile, signFilePlainly, signPdf } from "../../testing/signing.js";
import { startDigisignSimulator, type DigisignSimulator } from "../index.js";

const MEGABYTE = 1024 * 1024;

describe("DigiSign, sent an identity copy,", () => {
  let simulator: DigisignSimulator;
  let token: TestToken;
  let number: string;
  let signer: Signer;
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

  describe("takes", () => {
    const beginnings: Record<string, string> = {
      jpeg: "ffd8ffe000104a46",
      png: "89504e470d0a1a0a",
      bmp: "424d3600",
      "tiff (little-endian)": "49492a00",
      "tiff (big-endian)": "4d4d002a",
    };
    for (const [name, beginning] of Object.entries(beginnings))
      it(`a signed ${name}`, async () => {
        const content = Buffer.concat([Buffer.from(beginning, "hex"), Buffer.alloc(100)]);
        const answer = await signer.upload("identity", await signFile(content, token), "ci.p7m");
        assert.equal(answer.status, 201);
      });

    it("a signed PDF, whatever it says", async () => {
      const pdf = await drawFor("contract", "RC-2026-000999");
      const answer = await signer.upload("identity", await signPdf(pdf, token));
      assert.equal(answer.status, 201);
    });

    it('2 MB and not a byte more ("does not exceeds 2 Mb")', async () => {
      const file = (size: number): Buffer =>
        Buffer.concat([picture, Buffer.alloc(size - picture.length)]);
      const larger = await signFile(file(2 * MEGABYTE + 1), token);
      const refused = await signer.upload("identity", larger);
      assert.deepEqual(
        [refused.status, refused.code, refused.detail],
        [413, "document.too-large", "2097153"],
      );
      const exact = await signFile(file(2 * MEGABYTE), token);
      assert.equal((await signer.upload("identity", exact)).status, 201);
    });

    it("a PDF of 2 MB before it was signed", async () => {
      const pdf = async (size: number): Promise<Buffer> => {
        const drawn = (await drawFor("contract", number)).toString("latin1").trimEnd();
        // Spaces before the end keep every offset right.
        const filled = drawn.replace(/(?=%%EOF$)/, " ".repeat(size - drawn.length));
        return Buffer.from(filled, "latin1");
      };
      const larger = await signPdf(await pdf(2 * MEGABYTE + 1), token);
      assert.deepEqual(verdict(await signer.upload("identity", larger)), [
        413,
        "document.too-large",
      ]);
      const exact = await signPdf(await pdf(2 * MEGABYTE), token);
      assert.equal((await signer.upload("identity", exact)).status, 201);
    });
  });

  describe("refuses", () => {
    const sent = async (file: Uint8Array): Promise<[number, string]> =>
      verdict(await signer.upload("identity", file, "ci.jpg.p7m"));

    it("a picture that is not signed", async () => {
      assert.deepEqual(await sent(picture), [400, "document.not-signed"]);
    });

    it("another type, signed or not, whatever it is called", async () => {
      const gif = Buffer.from("GIF89a-and-more");
      assert.deepEqual(await sent(gif), [400, "document.type"]);
      assert.deepEqual(await sent(await signFile(gif, token)), [400, "document.type"]);
    });

    it("an empty file, signed or not", async () => {
      assert.deepEqual(await sent(Buffer.alloc(0)), [400, "document.empty"]);
      assert.deepEqual(await sent(await signFile(Buffer.alloc(0), token)), [400, "document.empty"]);
    });

    it("a PDF that is inside a message in place of having its signature in it", async () => {
      const file = await signFile(await drawFor("contract", number), token);
      assert.deepEqual(await sent(file), [400, "document.not-signed"]);
    });

    it("what somebody else has signed", async () => {
      const file = await signFile(picture, await issueToken(simulator));
      assert.deepEqual(await sent(file), [400, "document.other-signer"]);
    });

    it("a message that was changed, and one that is none", async () => {
      const file = await signFile(picture, token);
      const at = file.indexOf(picture);
      file.writeUInt8(1, at + picture.length - 1);
      assert.deepEqual(await sent(file), [400, "document.signature-invalid"]);
      const broken = Buffer.from("3082000005", "hex");
      assert.deepEqual(await sent(broken), [400, "document.signature-invalid"]);
    });

    it("a signature that does not name its certificate, as CAdES wants it", async () => {
      const file = await signFilePlainly(picture, token);
      assert.deepEqual(await sent(file), [400, "document.signature-invalid"]);
    });
  });
});
