import { createHmac } from "node:crypto";

const outputBytes = 64;
/** Bytes of one request, NIST SP 800-90A table 2 (2^19 bits). */
const largestRequest = 65_536;

/** HMAC_DRBG with SHA-512, NIST SP 800-90A Rev. 1 section 10.1.2, without reseeding. */
export class HmacDrbg {
  private key: Buffer = Buffer.alloc(outputBytes, 0x00);
  private value: Buffer = Buffer.alloc(outputBytes, 0x01);

  /** Entropy input of at least 256 bits, nonce of at least 128 bits. */
  constructor(entropy: Uint8Array, nonce: Uint8Array, personalization: Uint8Array) {
    if (entropy.length < 32 || nonce.length < 16) throw new RangeError("Too little entropy.");
    const seed = Buffer.concat([entropy, nonce, personalization]);
    this.update(seed);
    seed.fill(0);
  }

  /** Pseudorandom bytes. The caller zeroes them. */
  generate(bytes: number): Buffer {
    if (bytes > largestRequest) throw new RangeError("Too many bytes in one request.");
    const output = Buffer.alloc(Math.ceil(bytes / outputBytes) * outputBytes);
    for (let offset = 0; offset < bytes; offset += outputBytes) {
      this.replaceValue(this.hmac(this.value));
      this.value.copy(output, offset);
    }
    this.update();
    return output.subarray(0, bytes);
  }

  /** Forgets the state. */
  destroy(): void {
    this.key.fill(0);
    this.value.fill(0);
  }

  /** HMAC_DRBG_Update, section 10.1.2.2. */
  private update(provided?: Uint8Array): void {
    for (const round of provided === undefined ? [0x00] : [0x00, 0x01]) {
      const key = this.hmac(this.value, Uint8Array.of(round), provided ?? new Uint8Array());
      this.key.fill(0);
      this.key = key;
      this.replaceValue(this.hmac(this.value));
    }
  }

  private replaceValue(value: Buffer): void {
    this.value.fill(0);
    this.value = value;
  }

  private hmac(...parts: readonly Uint8Array[]): Buffer {
    const hmac = createHmac("sha512", this.key);
    for (const part of parts) hmac.update(part);
    return hmac.digest();
  }
}
