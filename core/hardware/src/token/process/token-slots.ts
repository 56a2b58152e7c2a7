import { setTimeout as pause } from "node:timers/promises";
import { PerennialError } from "@perennial/api";
import type { CancellationToken } from "vscode-jsonrpc/node";
import type {
  ExpectedToken,
  GenerateParams,
  ImportParams,
  KeyParams,
  ListParams,
  LoginOutcome,
  LoginParams,
  RemoveParams,
  SignParams,
} from "../link/messages.js";
import type {
  CertificateObject,
  KeyObjects,
  SlotView,
  TokenCapabilities,
  TokenObjects,
  TokenView,
} from "../link/token-views.js";
import { readCapabilities } from "./capabilities.js";
import { importCertificate } from "./certificates.js";
import { CKM, CKU } from "./constants.js";
import type { Cryptoki } from "./cryptoki.js";
import { generateKeyPair } from "./generate.js";
import { checkPin, loginOnce } from "./login.js";
import type { PinInbox } from "./pin-inbox.js";
import { readObjects } from "./read-objects.js";
import { removeKey } from "./remove-key.js";
import { calling, isGone, tokenError, wrongAnswer } from "./return-value.js";
import { Sessions } from "./sessions.js";
import { sign, signInit, signingKey, stillThere, type SigningKey } from "./sign.js";
import { isPresent, listSlots, slotHandle, tokenView } from "./slots.js";

/** What the process does with the tokens in its module's slots. */
export class TokenSlots {
  readonly #sessions = new Map<string, Sessions>();

  constructor(
    private readonly lib: Cryptoki,
    private readonly pins: PinInbox,
    private readonly loginEnded: (outcome: LoginOutcome) => void,
  ) {}

  list({ look }: ListParams): SlotView[] {
    return listSlots(this.lib, (slot) => this.#of(slot), look);
  }

  objects(slot: string): TokenObjects {
    const sessions = this.#of(slot);
    return coded(sessions, "C_GetAttributeValue", () => {
      const { unreadableKeys: _keys, ...objects } = sessions.reading((session) =>
        readObjects(this.lib, session),
      );
      return { ...objects, loggedIn: sessions.loggedIn() };
    });
  }

  capabilities(slot: string): TokenCapabilities {
    return readCapabilities(this.lib, slotHandle(slot));
  }

  findKey({ slot, id, expect }: KeyParams): KeyObjects {
    const sessions = this.#of(slot);
    return coded(sessions, "C_FindObjects", () => {
      checkExpected(tokenView(this.lib, sessions.slot), expect);
      const { certificates, publicKeys, privateKeys, unreadableKeys } = sessions.reading(
        (session) => readObjects(this.lib, session, Buffer.from(id, "hex")),
      );
      // Neither a key nor none: whoever took it for none would make another.
      if (unreadableKeys > 0) throw wrongAnswer("C_GetAttributeValue", `unreadable key ${id}`);
      const rsa =
        privateKeys.some(({ kind }) => kind === "rsa") ||
        publicKeys.some(({ algorithm }) => algorithm?.startsWith("rsa-") === true);
      return {
        certificates,
        publicKeys,
        privateKeys,
        loggedIn: sessions.loggedIn(),
        signsDigests: !rsa || this.#lists(slot, CKM.RSA_PKCS),
      };
    });
  }

  /** One PIN, one C_Login, in a session where it is really checked. */
  async login(
    { slot, pin, anyLength, expect }: LoginParams,
    cancel: CancellationToken,
  ): Promise<null> {
    const bytes = await this.pins.take(pin);
    try {
      const sessions = this.#of(slot);
      return await sessions.queue.run(() => {
        return this.#guarded(sessions, expect, (token) => {
          checkPin(token, bytes, anyLength === true);
          const session = beforeLogin("C_OpenSession", () => sessions.fresh());
          loginOnce(this.lib, session, CKU.USER, bytes, (outcome) =>
            this.loginEnded({ pin, outcome }),
          );
          return Promise.resolve(null);
        });
      }, cancel);
    } finally {
      bytes.fill(0);
    }
  }

  logout(slot: string): Promise<null> {
    const sessions = this.#of(slot);
    return sessions.queue.run(() => {
      sessions.logout();
      return Promise.resolve(null);
    });
  }

  /** Logs out of every token once its operation is over. */
  async logoutAll(): Promise<void> {
    for (const slot of this.#sessions.keys()) await this.logout(slot);
  }

  generate(params: GenerateParams, cancel: CancellationToken): Promise<KeyObjects> {
    const sessions = this.#of(params.slot);
    return sessions.queue.run(
      () =>
        this.#guarded(sessions, params.expect, async () => {
          await generateKeyPair(this.lib, sessions.slot, sessions.main(), params);
          return this.findKey(params);
        }),
      cancel,
    );
  }

  async sign(params: SignParams, cancel: CancellationToken): Promise<string[]> {
    const { slot, id, context } = params;
    const pin = context === undefined ? undefined : await this.pins.take(context.pin);
    try {
      const sessions = this.#of(slot);
      return await sessions.queue.run(
        () =>
          this.#guarded(sessions, params.expect, async (token) => {
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

  importCertificate(params: ImportParams, cancel: CancellationToken): Promise<CertificateObject> {
    const sessions = this.#of(params.slot);
    return sessions.queue.run(
      () =>
        this.#guarded(sessions, params.expect, () =>
          Promise.resolve(importCertificate(this.lib, sessions.main(), params)),
        ),
      cancel,
    );
  }

  removeKey(params: RemoveParams, cancel: CancellationToken): Promise<number> {
    const sessions = this.#of(params.slot);
    return sessions.queue.run(
      () =>
        this.#guarded(sessions, params.expect, (token) => {
          const session = sessions.main();
          // What is private does not show without a login, and would be taken for gone.
          const seesAll = () => !token.flags.loginRequired || sessions.loggedIn();
          if (!seesAll()) {
            throw new PerennialError("token.login-required", {}, { effect: "none" });
          }
          sessions.keys.clear();
          const removed = removeKey(this.lib, session, params);
          if (!seesAll()) throw new PerennialError("token.session-lost", { call: "C_FindObjects" });
          return Promise.resolve(removed);
        }),
      cancel,
    );
  }

  async #signAll(
    sessions: Sessions,
    key: SigningKey,
    { slot, hash, inputs, context }: SignParams,
    pin: Buffer | undefined,
  ): Promise<string[]> {
    const digests = key.kind === "ec" || this.#lists(slot, CKM.RSA_PKCS);
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

  #lists(slot: string, mechanism: number): boolean {
    const sessions = this.#of(slot);
    sessions.mechanisms ??= calling("C_GetMechanismList", () =>
      this.lib.C_GetMechanismList(sessions.slot),
    );
    return sessions.mechanisms.includes(mechanism);
  }

  #of(slot: string): Sessions {
    let sessions = this.#sessions.get(slot);
    if (sessions === undefined) {
      sessions = new Sessions(this.lib, slot);
      this.#sessions.set(slot, sessions);
    }
    return sessions;
  }

  async #guarded<T>(
    sessions: Sessions,
    expect: ExpectedToken,
    action: (token: TokenView) => Promise<T>,
  ): Promise<T> {
    try {
      const token = beforeLogin("C_GetTokenInfo", () => tokenView(this.lib, sessions.slot));
      checkExpected(token, expect);
      return await sessions.working(() => action(token));
    } catch (error) {
      sessions.noteGone(error);
      const coded = tokenError(error, "PKCS#11");
      if (!isGone(error) || !(await this.#isLeaving(sessions))) throw coded;
      throw taken(coded);
    }
  }

  /** Modules have many words for a card that goes, and a reader takes a moment to say so. */
  async #isLeaving(sessions: Sessions): Promise<boolean> {
    const end = performance.now() + leaving;
    while (isPresent(this.lib, sessions.slot)) {
      if (performance.now() > end) return false;
      await pause(leaving / 10);
    }
    return true;
  }
}

/** Milliseconds in which a reader says that its card has gone. */
const leaving = 1_000;

/** What failed because the token went. */
function taken(error: unknown): unknown {
  if (!PerennialError.is(error) || error.code === "token.removed") return error;
  const { params, effect, detail } = error.toJSON();
  return new PerennialError("token.removed", params, {
    cause: error,
    ...(effect === undefined ? {} : { effect }),
    ...(detail === undefined ? {} : { detail }),
  });
}

function coded<T>(sessions: Sessions, call: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    sessions.noteGone(error);
    throw tokenError(error, call);
  }
}

function checkExpected(token: TokenView, expect: ExpectedToken): void {
  const names = ["label", "manufacturer", "model", "serial"] as const;
  if (names.every((name) => token[name] === expect[name])) return;
  throw new PerennialError(
    "token.changed",
    { expected: expect.label, found: token.label },
    { effect: "none" },
  );
}

/** What fails before a PIN was given to the token has cost no try, and changed nothing. */
function beforeLogin<T>(call: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const coded = tokenError(error, call);
    if (!PerennialError.is(coded)) throw coded;
    throw PerennialError.fromJSON({ ...coded.toJSON(), effect: "none" });
  }
}
