import assert from "node:assert/strict";
import { requireTool } from "../../../harness/index.js";
import { sha256 } from "../../pki/pem.js";
import {
  drawFor,
  friday,
  issueToken,
  orderFor,
  picture,
  sendDocuments,
  Signer,
  type SignerAnswer,
  type TestToken,
} from "../../testing/digisign-visits.js";
import { signFile, signFilePlainly, signPdf } from "../../testing/signing.js";
import { drawDocument, startDigisignSimulator, type DigisignSimulator } from "../index.js";
import { findTools } from "../verification/system-tools.js";

const MEGABYTE = 1024 * 1024;

describe("DigiSign's side of the signer", () => {
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

  it("shows an order to who knows the serial number of its certificate, and to nobody else", async () => {
    const { status, json } = await signer.get();
    assert.equal(status, 200);
    assert.deepEqual(json, {
      number,
      state: "documents",
      issuingDate: "2026-11-25",
      paid: false,
      missing: ["declaration", "contract", "terms", "identity"],
    });
    const stranger = new Signer(simulator, number, (await issueToken(simulator)).serial);
    for (const part of ["", "/documents", "/certificate"])
      assert.deepEqual(verdict(await stranger.get(part)), [404, "order.unknown"]);
    assert.deepEqual(verdict(await stranger.upload("terms", picture)), [404, "order.unknown"]);
    const elsewhere = new Signer(simulator, "RC-2026-000999", token.serial);
    assert.deepEqual(verdict(await elsewhere.get()), [404, "order.unknown"]);
  });

  it("acknowledges the four documents one at a time, and then the review begins", async () => {
    const answers = await sendDocuments(simulator, number, token);
    assert.deepEqual(
      answers.map(({ status, json }) => [status, json["receipt"], json["kind"]]),
      [
        [201, "D-000001", "declaration"],
        [201, "D-000002", "contract"],
        [201, "D-000003", "terms"],
        [201, "D-000004", "identity"],
      ],
    );
    const { json } = await signer.get();
    assert.deepEqual([json["state"], json["missing"]], ["review", []]);
    const { documents } = (await signer.get("/documents")).json as {
      documents: Record<string, unknown>[];
    };
    assert.deepEqual(
      documents.map(({ kind, name }) => [kind, name]),
      [
        ["declaration", "declaration.pdf"],
        ["contract", "contract.pdf"],
        ["terms", "terms.pdf"],
        ["identity", "ci.jpg.p7m"],
      ],
    );
    assert.equal(documents[0]?.["sha256"], answers[0]?.json["sha256"]);
    assert.deepEqual([count("documents.accepted"), count("documents.identity.accepted")], [4, 1]);
  });

  it("acknowledges what was sent: its hash is the signed file's", async () => {
    const file = await signPdf(await drawFor("terms", number), token);
    const { json } = await signer.upload("terms", file);
    assert.deepEqual([json["sha256"], json["at"]], [sha256(file), "2026-11-20T09:00:00.000Z"]);
  });

  it("refuses a document that is acknowledged already, and says the receipt", async () => {
    await sendDocuments(simulator, number, token, ["terms"]);
    const [again] = await sendDocuments(simulator, number, token, ["terms"]);
    assert.deepEqual(
      [again?.status, again?.code, again?.detail],
      [409, "document.duplicate", "D-000001"],
    );
    assert.deepEqual(
      [count("documents.terms.accepted"), count("documents.terms.duplicates")],
      [1, 1],
    );
  });

  it("accepts one of ten simultaneous uploads", async () => {
    const file = await signPdf(await drawFor("contract", number), token);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => signer.upload("contract", file)),
    );
    assert.equal(answers.filter(({ status }) => status === 201).length, 1);
    assert.equal(answers.filter(({ code }) => code === "document.duplicate").length, 9);
  });

  it("takes RSA signatures as well", async () => {
    const rsa = await issueToken(simulator, { algorithm: "rsa-2048" });
    const other = await orderFor(simulator, rsa);
    const answers = await sendDocuments(simulator, other, rsa, ["declaration", "identity"]);
    assert.deepEqual(answers.map(verdict), [
      [201, ""],
      [201, ""],
    ]);
  });

  it("knows no other kinds of documents", async () => {
    assert.deepEqual(verdict(await signer.upload("proforma", picture)), [404, "page.unknown"]);
  });

  it("takes nothing for a cancelled order", async () => {
    simulator.review.cancel(number, "by telephone");
    const [answer] = await sendDocuments(simulator, number, token, ["terms"]);
    assert.deepEqual([answer?.status, answer?.code], [409, "order.closed"]);
  });

  describe("refuses a PDF", () => {
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

  describe("takes as identity copy", () => {
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

  describe("refuses as identity copy", () => {
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

  it("reads orders and titles without poppler too", async () => {
    await using plain = await startDigisignSimulator({ now: friday, tools: { poppler: false } });
    const holder = await issueToken(plain);
    const order = await orderFor(plain, holder);
    const answers = await sendDocuments(plain, order, holder);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 201, 201, 201],
    );
    const second = await issueToken(plain);
    const wrong = new Signer(plain, await orderFor(plain, second), second.serial);
    const file = await signPdf(await drawFor("terms", order), second);
    assert.equal((await wrong.upload("terms", file)).code, "document.other-order");
    const contract = await signPdf(await drawFor("contract", "RC-2026-000124"), second);
    assert.equal((await wrong.upload("terms", contract)).code, "document.other-kind");
  });

  it("asks poppler's pdfsig as well, where it is installed", async function () {
    requireTool(this, "pdfsig", "-v");
    assert.deepEqual(await findTools(), { poppler: true });
  });
});
