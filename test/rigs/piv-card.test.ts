import assert from "node:assert/strict";
import { createHash, randomBytes, verify, X509Certificate } from "node:crypto";
import { ApduTransport } from "./apdu-transport.js";
import { PivCard, type PivKey } from "./piv-card.js";
import { makePivKey } from "./piv-keys.js";
import { tlv } from "./tlv.js";

describe("the emulated PIV card", () => {
  let key: PivKey;
  let card: PivCard;
  let transport: ApduTransport;

  before(async () => {
    key = await makePivKey("P-256", "Holder");
  });
  beforeEach(() => {
    const keys = { "9A": key, "9C": key, "9E": key };
    card = new PivCard({ keys, pin: "123456", tries: 3, guid: randomBytes(16) });
    transport = new ApduTransport(card);
    transport.reset();
  });

  const send = async (hex: string): Promise<string> =>
    (await transport.transmit(Buffer.from(hex, "hex")))?.toString("hex") ?? "gone";
  const verifyPin = (pin: string): Promise<string> =>
    send(`0020008008${Buffer.from(pin.padEnd(8, "\xff"), "latin1").toString("hex")}`);
  const hash = createHash("sha256").update("data").digest();
  const body = tlv(0x7c, tlv(0x82), tlv(0x81, hash));
  const lengthHex = body.length.toString(16).padStart(2, "0");
  const signWith = (reference: string): Promise<string> =>
    send(`008711${reference}${lengthHex}${body.toString("hex")}00`);

  it("gives its application for the beginning of its name, and nothing for another", async () => {
    assert.match(await send("00a4040009a00000030800001000"), /^61.*9000$/);
    assert.equal(await send("00a4040009a00000030800001001"), "6a82");
  });

  it("gives a certificate in as many parts as are asked for", async () => {
    let answer = await send("00cb3fff055c035fc10510");
    const parts: string[] = [];
    while (answer.slice(-4).startsWith("61")) {
      parts.push(answer.slice(0, -4));
      answer = await send("00c0000020");
    }
    parts.push(answer.slice(0, -4));
    assert.equal(answer.slice(-4), "9000");
    const whole = Buffer.from(parts.join(""), "hex");
    assert.ok(whole.includes(Buffer.from(key.certificate)));
    assert.equal(parts[0]?.length, 32);
  });

  it("signs with 9A after the PIN, any number of times, and forgets it at a reset", async () => {
    assert.equal(await signWith("9a"), "6982");
    assert.equal(await verifyPin("123456"), "9000");
    for (let round = 0; round < 2; round += 1) {
      const answer = Buffer.from(await signWith("9a"), "hex");
      const signature = answer.subarray(4, -2);
      const { publicKey } = new X509Certificate(key.certificate);
      assert.ok(verify("sha256", Buffer.from("data"), publicKey, signature));
    }
    transport.reset();
    assert.equal(await signWith("9a"), "6982");
  });

  it("signs with 9C only where the PIN came just before", async () => {
    await verifyPin("123456");
    assert.match(await signWith("9c"), /9000$/);
    assert.equal(await signWith("9c"), "6982");
    await verifyPin("123456");
    await send("00cb3fff055c035fc10500");
    assert.equal(await signWith("9c"), "6982");
  });

  it("signs with 9E without a PIN", async () => {
    assert.match(await signWith("9e"), /9000$/);
  });

  it("puts a chained command together", async () => {
    await verifyPin("123456");
    const [first, second] = [body.subarray(0, 10), body.subarray(10)];
    const size = second.length.toString(16).padStart(2, "0");
    assert.equal(await send(`1087119a0a${first.toString("hex")}`), "9000");
    assert.match(await send(`0087119a${size}${second.toString("hex")}00`), /9000$/);
  });

  it("counts wrong PINs down, blocks, and counts only what held a PIN", async () => {
    assert.equal(await send("00200080"), "63c3");
    assert.equal(await verifyPin("000000"), "63c2");
    assert.equal(await verifyPin("123456"), "9000");
    for (const word of ["63c2", "63c1", "63c0", "6983"]) {
      assert.equal(await verifyPin("000000"), word);
    }
    assert.equal(await verifyPin("123456"), "6983");
    assert.deepEqual([card.counts.verify, card.left], [5, 0]);
  });

  it("leaves the reader in a signature where it was told to", async () => {
    await verifyPin("123456");
    card.fault = { remove: true };
    assert.equal(await signWith("9a"), "gone");
    assert.equal(card.counts.signatures, 0);
  });
});
