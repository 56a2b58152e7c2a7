import type { CancellationToken } from "vscode-jsonrpc/node";
import type { LoginOutcome, SignParams } from "../link/messages.js";
import { CKM, CKU } from "./constants.js";
import type { Cryptoki } from "./cryptoki.js";
import { beforeLogin, withExpected } from "./expected-token.js";
import { checkPin, loginOnce } from "./login.js";
import type { PinInbox } from "./pin-inbox.js";
import type { Sessions } from "./sessions.js";
import { sign, signInit, signingKey, stillThere, type SigningKey } from "./sign.js";

/** Signatures with the keys of a token, each with a PIN of its own where the key demands one. */
export class SlotSigner {
  constructor(
    private readonly lib: Cryptoki,
    private readonly pins: PinInbox,
    private readonly loginEnded: (outcome: LoginOutcome) => void,
  ) {}

  async sign(sessions: Sessions, params: SignParams, cancel: CancellationToken): Promise<string[]> {
    const { id, context } = params;
    const pin = context === undefined ? undefined : await this.pins.take(context.pin);
    try {
      return await sessions.queue.run(
        () =>
          withExpected(this.lib, sessions, params.expect, async (token) => {
            const key = beforeLogin("C_FindObjects", () => this.#key(sessions, id));
            if (pin !== undefined) checkPin(token, pin, context?.anyLength === true);
            return this.#signAll(sessions, key, params, pin);
          }),
        cancel,
      );
    } finally {
      pin?.fill(0);
    }
  }

  async #signAll(
    sessions: Sessions,
    key: SigningKey,
    { hash, inputs, context }: SignParams,
    pin: Buffer | undefined,
  ): Promise<string[]> {
    const digests = key.kind === "ec" || sessions.offers(CKM.RSA_PKCS);
    const signatures: string[] = [];
    const { pace } = key;
    await pace.begin();
    for (const input of inputs) {
      await pace.rest();
      const session = sessions.main();
      try {
        beforeLogin("C_SignInit", () => signInit(this.lib, session, key, hash, digests));
        if (pin !== undefined && context !== undefined) {
          loginOnce(this.lib, session, CKU.CONTEXT_SPECIFIC, pin, (outcome) =>
            this.loginEnded({ pin: context.pin, outcome }),
          );
        }
        const data = Buffer.from(input, "base64");
        const how = { digests, inPlace: pace.quick };
        const signature = await pace.measure(() => sign(this.lib, session, key, hash, data, how));
        signatures.push(signature.toString("base64"));
      } catch (error) {
        // After some errors the operation stays active in the session, or the handle is of no use.
        sessions.replace();
        sessions.keys.clear();
        throw error;
      }
    }
    return signatures;
  }

  /** The token is not searched again for a key that was found; a stale handle costs one refusal. */
  #key(sessions: Sessions, id: string): SigningKey {
    const session = sessions.main();
    const known = sessions.keys.get(id);
    if (known !== undefined && stillThere(this.lib, session, known)) return known;
    const key = signingKey(this.lib, session, id);
    sessions.keys.set(id, key);
    return key;
  }
}
