import { PerennialError } from "@perennial/api";
import type { CancellationToken } from "vscode-jsonrpc/node";
import type {
  GenerateParams,
  ImportIssuersParams,
  ImportParams,
  IssuersKept,
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
} from "../link/token-views.js";
import { readCapabilities } from "./capabilities.js";
import { importCertificate } from "./certificates.js";
import { CKM, CKU } from "./constants.js";
import type { Cryptoki } from "./cryptoki.js";
import { beforeLogin, checkExpected, withExpected } from "./expected-token.js";
import { whileGenerating } from "./generation-lock.js";
import { generateKeyPair } from "./generate.js";
import { importIssuers } from "./issuer-certificates.js";
import { checkPin, loginOnce } from "./login.js";
import type { PinInbox } from "./pin-inbox.js";
import { readObjects } from "./read-objects.js";
import { removeKey } from "./remove-key.js";
import { tokenError, wrongAnswer } from "./return-value.js";
import { Sessions } from "./sessions.js";
import { SlotSigner } from "./slot-signer.js";
import { listReaders, listSlots, slotHandle, tokenView } from "./slots.js";

/** What the process does with the tokens in its module's slots. */
export class TokenSlots {
  readonly #sessions = new Map<string, Sessions>();
  readonly #signer: SlotSigner;

  constructor(
    private readonly lib: Cryptoki,
    private readonly pins: PinInbox,
    private readonly loginEnded: (outcome: LoginOutcome) => void,
  ) {
    this.#signer = new SlotSigner(lib, pins, loginEnded);
  }

  list({ look }: ListParams): SlotView[] {
    return listSlots(this.lib, (slot) => this.#of(slot), look);
  }

  readers(): string[] {
    return listReaders(this.lib);
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
        signsDigests: !rsa || sessions.offers(CKM.RSA_PKCS),
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
        return withExpected(this.lib, sessions, expect, (token) => {
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
        withExpected(this.lib, sessions, params.expect, async () => {
          await whileGenerating(params.lock, () =>
            generateKeyPair(this.lib, sessions.slot, sessions.main(), params),
          );
          return this.findKey(params);
        }),
      cancel,
    );
  }

  sign(params: SignParams, cancel: CancellationToken): Promise<string[]> {
    return this.#signer.sign(this.#of(params.slot), params, cancel);
  }

  importCertificate(params: ImportParams, cancel: CancellationToken): Promise<CertificateObject> {
    const sessions = this.#of(params.slot);
    return sessions.queue.run(
      () =>
        withExpected(this.lib, sessions, params.expect, () =>
          Promise.resolve(importCertificate(this.lib, sessions.main(), params)),
        ),
      cancel,
    );
  }

  importIssuers(params: ImportIssuersParams, cancel: CancellationToken): Promise<IssuersKept> {
    const sessions = this.#of(params.slot);
    const view = () => tokenView(this.lib, sessions.slot);
    return sessions.queue.run(
      () =>
        withExpected(this.lib, sessions, params.expect, () =>
          Promise.resolve(importIssuers(this.lib, sessions.main(), view, params.certificates)),
        ),
      cancel,
    );
  }

  removeKey(params: RemoveParams, cancel: CancellationToken): Promise<number> {
    const sessions = this.#of(params.slot);
    return sessions.queue.run(
      () =>
        withExpected(this.lib, sessions, params.expect, (token) => {
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

  #of(slot: string): Sessions {
    let sessions = this.#sessions.get(slot);
    if (sessions === undefined) {
      sessions = new Sessions(this.lib, slot);
      this.#sessions.set(slot, sessions);
    }
    return sessions;
  }
}

function coded<T>(sessions: Sessions, call: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    sessions.noteGone(error);
    throw tokenError(error, call);
  }
}
