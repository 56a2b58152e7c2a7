import { PerennialError } from "@perennial/api";
import type {
  PinSource,
  StoredKey,
  TokenIdentity,
  TokenKeys,
  TokenMatch,
} from "@perennial/hardware";
import type { OtherTokenQuestion, TokenConfirmation } from "../token-identity-check.js";
import { TokenPlaces } from "../token-places.js";
import type { LookedReader, LookedToken, LookProblem, TokensLooked } from "../tokens/token-look.js";

const nothing = () => Promise.reject(new Error("not expected in this test"));

/** Tokens in memory, each with a PIN. A login is made when a private key is needed, once. */
export class FakeTokens {
  /** Labels of the tokens that are there. */
  readonly present = new Set(["Card"]);
  readonly keys = new Map<string, StoredKey>();
  readonly certificates: string[] = [];
  readonly issuers: Uint8Array[] = [];
  /** What is given when a PIN is asked for, in turn; nothing left: no PIN. */
  pins: string[] = [];
  asked = 0;
  /** The public key that signers have, where it is not their key's. */
  spki: Uint8Array | undefined;
  /** Names of the documents that PINs were asked for. */
  readonly documents: string[] = [];
  /** What else PINs were asked for, where that was said. */
  readonly purposes: string[] = [];
  unattended = false;
  loggedIn = false;
  /** The login is gone, and nobody has forgotten it yet. */
  broken = false;
  /** Thrown by what is done after the login, once. */
  fault: PerennialError | undefined;
  readonly places: TokenPlaces;
  /** What the card that is there is like. */
  identity: TokenIdentity = {
    label: "Card",
    manufacturer: "Maker",
    model: "M1",
    serial: "A1",
    spkiHashes: [],
  };
  /** What a person says of another serial number; undefined: nobody is there. */
  confirms: boolean | undefined;
  readonly questions: OtherTokenQuestion[] = [];
  /** What a look at the tokens shows. */
  readonly shown: LookedToken[] = [];
  readers: readonly LookedReader[] = [];
  problems: readonly LookProblem[] = [];

  constructor() {
    this.places = new TokenPlaces(
      () =>
        Promise.resolve({
          modules: {
            locate: ({ label = "" }) =>
              this.present.has(label)
                ? Promise.resolve({ identity: { ...this.identity, label } } as never)
                : Promise.reject(new PerennialError("token.not-found", {}, { effect: "none" })),
          },
          keys: (match, pins) => this.#keys(match, pins),
        }),
      () => Promise.resolve(this.#source()),
      () => Promise.resolve(this.#confirmation()),
    );
  }

  look(): Promise<TokensLooked> {
    return Promise.resolve({ tokens: this.shown, readers: this.readers, problems: this.problems });
  }

  #confirmation(): TokenConfirmation {
    const isUnattended = () => this.confirms === undefined;
    return {
      get unattended() {
        return isUnattended();
      },
      ask: (question) => {
        this.questions.push(question);
        return Promise.resolve(this.confirms === true);
      },
    };
  }

  #source(): PinSource {
    return {
      unattended: this.unattended,
      ask: ({ document, purpose }) => {
        this.asked += 1;
        if (document !== undefined) this.documents.push(document);
        if (purpose !== undefined) this.purposes.push(purpose);
        const pin = this.pins.shift();
        return Promise.resolve(pin === undefined ? undefined : { pin: Buffer.from(pin) });
      },
    };
  }

  #keys({ label = "", approve }: TokenMatch, pins: PinSource): TokenKeys {
    const login = async () => {
      if (!this.present.has(label)) {
        throw new PerennialError("token.not-found", {}, { effect: "none" });
      }
      await approve?.({ ...this.identity, label });
      // As a token's access is: a login that broke is reported, and not made again by itself.
      if (this.broken) throw new PerennialError("token.session-lost", {}, { effect: "none" });
      if (!this.loggedIn) {
        const entry = await pins.ask({} as never);
        if (entry === undefined) {
          throw new PerennialError("token.pin-not-given", { label }, { effect: "none" });
        }
        if (Buffer.from(entry.pin).toString() !== "123456") {
          throw new PerennialError("token.pin-wrong", {}, { effect: "none" });
        }
        this.loggedIn = true;
      }
      const { fault } = this;
      this.fault = undefined;
      if (fault !== undefined) throw fault;
    };
    return {
      newId: nothing,
      check: (algorithm) =>
        algorithm === "rsa-4096"
          ? Promise.reject(new PerennialError("token.algorithm-missing", { algorithm }))
          : Promise.resolve(),
      generate: async ({ id, algorithm, label: name, progress }) => {
        await login();
        progress?.(0);
        progress?.(61_000);
        const key = { id, algorithm, label: name, spki: "c3BraQ==", spkiHash: "5".repeat(64) };
        this.keys.set(id, key);
        return key;
      },
      find: async (id) => {
        await login();
        return this.keys.get(id) ?? null;
      },
      list: nothing,
      signer: async (id) => {
        await login();
        const { algorithm, spki } = this.keys.get(id) ?? { algorithm: "ec-p256", spki: "" };
        const shown = this.spki ?? Buffer.from(spki, "base64");
        return { spki: shown, algorithm, sign: nothing, signMany: nothing };
      },
      importCertificate: async ({ id, label: name }) => {
        await login();
        this.certificates.push(`${id} ${name}`);
        return { algorithm: "ec-p256" };
      },
      importIssuers: async (ders) => {
        await login();
        this.issuers.push(...ders);
        return { onToken: ders.length, leftOut: 0 };
      },
      removePair: nothing,
      login,
      logout: () => {
        this.broken = false;
        return Promise.resolve();
      },
    };
  }
}
