import assert from "node:assert/strict";
import type { Signer } from "@perennial/pki";
import { interruptibleSigner } from "./interruptible-signer.js";

describe("a key that can be interrupted", () => {
  const answer = Uint8Array.of(1, 2, 3);
  const signer: Signer = {
    spki: Uint8Array.of(9),
    algorithm: "ec-p256",
    sign: () => Promise.resolve(answer),
  };
  const data = new Uint8Array();

  it("signs as it did, and does no more than it could", async () => {
    const { signal } = new AbortController();
    const same = interruptibleSigner(signer, signal);
    assert.equal(await same.sign(data, "sha256"), answer);
    assert.equal(same.signDigest, undefined);
    assert.equal(same.signStream, undefined);
    const digests = { ...signer, signDigest: () => Promise.resolve(answer) };
    assert.equal(await interruptibleSigner(digests, signal).signDigest?.(data, "sha256"), answer);
    assert.equal(interruptibleSigner(signer, undefined), signer);
  });

  it("is not waited for after an interruption, and not used any more", async () => {
    const stop = new AbortController();
    let asked = 0;
    const slow = interruptibleSigner(
      {
        ...signer,
        sign: () => {
          asked += 1;
          return new Promise<never>(() => undefined);
        },
      },
      stop.signal,
    );
    const signing = slow.sign(data, "sha256");
    stop.abort();
    await assert.rejects(signing, { code: "signing.interrupted" });
    await assert.rejects(slow.sign(data, "sha256"), { code: "signing.interrupted" });
    assert.equal(asked, 1);
  });
});
