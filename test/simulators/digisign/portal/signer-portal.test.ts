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
import { signPdf } from "../../testing/signing.js";
import { startDigisignSimulator, type DigisignSimulator } from "../index.js";
import { findTools } from "../verification/system-tools.js";

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
