import { createHash, hash as digest } from "node:crypto";
import { PerennialError } from "@perennial/api";
import type { HashAlgorithm } from "@perennial/pki";
import type { StoredKey } from "../../key-store.js";
import type { FoundToken } from "../host/found-token.js";
import { Sign } from "../link/messages.js";
import type { KeyObjects } from "../link/token-views.js";
import { SignatureCheck } from "./signature-check.js";
import type { TokenAccess } from "./token-access.js";

/** Signatures that are asked for in one request; meanwhile those before are verified. */
const atOnce = 50;
/** Milliseconds more that each signature of several may take: a card takes a second for RSA. */
const perSignature = 5_000;

/** What a key is known to want, as long as its token stays where it is. */
interface Wants extends Pick<KeyObjects, "signsDigests"> {
  /** CKA_ALWAYS_AUTHENTICATE, as it says or as it behaves. */
  readonly always: boolean;
}

/** Signs with the keys of one token. No signature leaves that does not verify. */
export class TokenSigning {
  readonly #known = new WeakMap<FoundToken, Map<string, Wants>>();

  constructor(
    private readonly access: TokenAccess,
    /** Looks the key up with a login. */
    private readonly loggedIn: (id: string) => Promise<KeyObjects>,
  ) {}

  sign(
    key: StoredKey,
    data: readonly Uint8Array[],
    hash: HashAlgorithm,
  ): Promise<readonly Uint8Array[]> {
    return this.#asWanted(key, (wants) => this.#signWith(wants, key, data, hash));
  }

  /**
   * Signs what is read in pieces, of any length; for keys that sign digests.
   * @throws PerennialError `token.wrong-signature`, and what the content and the login throw.
   */
  async signStream(
    key: StoredKey,
    content: AsyncIterable<Uint8Array>,
    hash: HashAlgorithm,
  ): Promise<Uint8Array> {
    const running = createHash(hash);
    const check = new SignatureCheck(key, hash).ofPieces();
    for await (const piece of content) {
      running.update(piece);
      check.add(piece);
    }
    const inputs = [running.digest("base64")];
    const answers = await this.#asWanted(key, ({ always }) =>
      always ? this.#signEach(key, hash, inputs) : this.#signSome(key, hash, inputs),
    );
    return check.of(answers);
  }

  async #asWanted<T>(key: StoredKey, work: (wants: Wants) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#wants(key.id));
    } catch (error) {
      // What was known of the key is from before a logout; nothing was signed.
      if (!PerennialError.is(error, "token.login-required")) throw error;
      this.#known.delete(await this.access.token());
    }
    const again = await this.#wants(key.id);
    try {
      return await work(again);
    } catch (error) {
      // Logged in and refused for want of a login: the key asks each time, and does not say so.
      if (!PerennialError.is(error, "token.login-required")) throw error;
      return work({ ...again, always: true });
    }
  }

  async #wants(id: string): Promise<Wants> {
    const known = this.#known.get(await this.access.token())?.get(id);
    if (known !== undefined) return known;
    const { privateKeys, signsDigests } = await this.loggedIn(id);
    const always = privateKeys.some(({ alwaysAuthenticate }) => alwaysAuthenticate);
    const wants = { always, signsDigests };
    const token = await this.access.token();
    const ofToken = this.#known.get(token) ?? new Map<string, Wants>();
    this.#known.set(token, ofToken.set(id, wants));
    return wants;
  }

  async #signWith(
    { always, signsDigests }: Wants,
    key: StoredKey,
    data: readonly Uint8Array[],
    hash: HashAlgorithm,
  ): Promise<readonly Uint8Array[]> {
    const inputs = data.map((one) =>
      signsDigests ? digest(hash, one, "base64") : Buffer.from(one).toString("base64"),
    );
    const signatures = always
      ? [this.#signEach(key, hash, inputs)]
      : chunks(inputs).map((some) => this.#signSome(key, hash, some));
    const check = new SignatureCheck(key, hash);
    const checked = signatures.map(async (made, chunk) => {
      const answers = await made;
      const first = chunk * atOnce;
      const signed = data.slice(first, first + (always ? data.length : atOnce));
      // When the last ones are there the token has nothing to do any more, and this thread a helper.
      return check.all(signed, answers, chunk === signatures.length - 1);
    });
    return (await Promise.all(checked)).flat();
  }

  #signSome(
    { id }: StoredKey,
    hash: HashAlgorithm,
    inputs: readonly string[],
  ): Promise<readonly string[]> {
    const limit = this.access.limits.sign + inputs.length * perSignature;
    return this.access.request(Sign, (to) => ({ ...to, id, hash, inputs }), { limit });
  }

  /** With CKA_ALWAYS_AUTHENTICATE each signature is a login of its own. */
  async #signEach(
    { id, label }: StoredKey,
    hash: HashAlgorithm,
    inputs: readonly string[],
  ): Promise<readonly string[]> {
    const signatures: string[] = [];
    for (const input of inputs) {
      const made = await this.access.requestWithPin(
        Sign,
        (to, context) => ({ ...to, id, hash, inputs: [input], context }),
        { pin: { use: "signature", key: id }, keyLabel: label },
        { limit: this.access.limits.sign, writes: true },
      );
      signatures.push(...made);
    }
    return signatures;
  }
}

function chunks(inputs: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(inputs.length / atOnce);
  return Array.from({ length: count }, (_one, index) =>
    inputs.slice(index * atOnce, (index + 1) * atOnce),
  );
}
