import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { skipWithout } from "../test-support/skip-without.js";
import { HmacDrbg } from "./hmac-drbg.js";

const hex = (text: string) => Buffer.from(text.replace(/\s+/gu, ""), "hex");

/** NIST CAVS 14.3, HMAC_DRBG, no reseed, [SHA-512] with 0 bits of personalization, COUNT = 0. */
const vector = {
  entropy: hex("35049f389a33c0ecb1293238fd951f8ffd517dfde06041d32945b3e26914ba15"),
  nonce: hex("f7328760be6168e6aa9fb54784989a11"),
  returned: hex(`
    e76491b0260aacfded01ad39fbf1a66a88284caa5123368a2ad9330ee48335e3c9c9ba90e6cbc9429962d60c1a6661ed
    cfaa31d972b8264b9d4562cf18494128a092c17a8da6f3113e8a7edfcd4427082bd390675e9662408144971717303d8d
    c352c9e8b95e7f35fa2ac9f549b292bc7c4bc7f01ee0a577859ef6e82d79ef23892d167c140d22aac32b64ccdfeee273
    0528a38763b24227f91ac3ffe47fb11538e435307e77481802b0f613f370ffb0dbeab774fe1efbb1a80d01154a9459e7
    3ad361108bbc86b0914f095136cbe634555ce0bb263618dc5c367291ce0825518987154fe9ecb052b3f0a256fcc30cc1
    4572531c9628973639beda456f2bddf6`),
};

/** The algorithm of SP 800-90A section 10.1.2 written down once more, in another language. */
const python = `
import hmac, sys
h = lambda k, v: hmac.new(k, v, "sha512").digest()
e, n, p, size = [bytes.fromhex(a) for a in sys.argv[1:4]] + [int(sys.argv[4])]
K, V = b"\\0" * 64, b"\\1" * 64
def update(data):
    global K, V
    K = h(K, V + b"\\0" + data); V = h(K, V)
    if data:
        K = h(K, V + b"\\1" + data); V = h(K, V)
update(e + n + p)
for _ in range(2):
    out = b""
    while len(out) < size:
        V = h(K, V); out += V
    update(b"")
    print(out[:size].hex())
`;

describe("HMAC_DRBG with SHA-512", function () {
  this.timeout(120_000);

  it("gives the bits of NIST's test vector, the second request being the one that counts", () => {
    const drbg = new HmacDrbg(vector.entropy, vector.nonce, new Uint8Array());
    drbg.generate(256);
    assert.deepEqual(drbg.generate(256), vector.returned);
  });

  it("agrees with an independent computation, with personalization and odd lengths", function () {
    skipWithout(this, "python3", "--version");
    for (const size of [1, 63, 64, 65, 200]) {
      const [entropy, nonce, personal] = [randomBytes(64), randomBytes(32), randomBytes(64)];
      const args = [entropy, nonce, personal].map((bytes) => bytes.toString("hex"));
      const { stdout } = spawnSync("python3", ["-c", python, ...args, String(size)]);
      const drbg = new HmacDrbg(entropy, nonce, personal);
      const expected = [drbg.generate(size), drbg.generate(size)];
      assert.deepEqual(
        stdout.toString().trim().split("\n"),
        expected.map((bytes) => bytes.toString("hex")),
      );
    }
  });

  it("refuses to start on less entropy than it needs", () => {
    assert.throws(() => new HmacDrbg(new Uint8Array(31), new Uint8Array(16), new Uint8Array()));
    assert.throws(() => new HmacDrbg(new Uint8Array(32), new Uint8Array(15), new Uint8Array()));
  });
});
