import {
  constants,
  createPublicKey,
  createVerify,
  verify,
  type VerifyKeyObjectInput,
} from "node:crypto";
import { promisify } from "node:util";
import { PerennialError } from "@perennial/api";
import type { HashAlgorithm } from "@perennial/pki";
import type { StoredKey } from "../../key-store.js";

/** Bytes; what is longer is hashed in another thread. */
const short = 16 * 1024;
/** So few are not worth another thread. */
const few = 8;

const verifyAsync = promisify(verify);

/** Holds each signature of a key against what was signed: modules have answered wrong ones without a word. */
export class SignatureCheck {
  readonly #id: string;
  readonly #how: VerifyKeyObjectInput;

  constructor(
    { id, spki, algorithm }: StoredKey,
    private readonly hash: HashAlgorithm,
  ) {
    const key = createPublicKey({
      key: Buffer.from(spki, "base64"),
      format: "der",
      type: "spki",
    });
    this.#id = id;
    this.#how = algorithm.startsWith("ec-")
      ? { key, dsaEncoding: "ieee-p1363" }
      : { key, padding: constants.RSA_PKCS1_PADDING };
  }

  /**
   * @param answers base64, one for each of `data`.
   * @param shared whether half of it is done by other threads: of no use while the token's process
   *   wants the processor for the next ones.
   * @throws PerennialError `token.wrong-signature`; not one of them is given back then.
   */
  async all(
    data: readonly Uint8Array[],
    answers: readonly string[],
    shared: boolean,
  ): Promise<readonly Uint8Array[]> {
    if (answers.length !== data.length) throw this.#wrong();
    const signatures = answers.map((answer) => Buffer.from(answer, "base64"));
    const apart: Promise<boolean>[] = [];
    const here: (() => boolean)[] = [];
    for (const [index, signature] of signatures.entries()) {
      const signed = data[index] ?? new Uint8Array();
      const half = shared && data.length > few && index % 2 === 0;
      if (half || signed.length > short) {
        apart.push(verifyAsync(this.hash, signed, this.#how, signature));
      } else here.push(() => verify(this.hash, signed, this.#how, signature));
    }
    const right = here.map((check) => check());
    if ([...right, ...(await Promise.all(apart))].includes(false)) throw this.#wrong();
    return signatures;
  }

  /** For one signature over what comes in pieces. */
  ofPieces(): {
    add(piece: Uint8Array): void;
    /** @throws PerennialError `token.wrong-signature`. */
    of(answers: readonly string[]): Uint8Array;
  } {
    const verifying = createVerify(this.hash);
    return {
      add: (piece) => void verifying.update(piece),
      of: ([answer = "", ...others]) => {
        const signature = Buffer.from(answer, "base64");
        if (others.length > 0 || !verifying.verify(this.#how, signature)) throw this.#wrong();
        return signature;
      },
    };
  }

  #wrong(): PerennialError {
    return new PerennialError("token.wrong-signature", { id: this.#id }, { effect: "none" });
  }
}
