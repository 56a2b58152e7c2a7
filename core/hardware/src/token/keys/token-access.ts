import { PerennialError } from "@perennial/api";
import type { RequestType } from "vscode-jsonrpc/node";
import type { CallSetting } from "../host/cancellation.js";
import { withSignal } from "../host/cancellation.js";
import type { FoundToken } from "../host/found-token.js";
import type { ProcessTokenModules } from "../host/process-token-modules.js";
import type { TokenLimits } from "../host/token-limits.js";
import type { TokenMatch } from "../host/token-identity.js";
import { FindKey, Login, Logout, type ExpectedToken, type PinRef } from "../link/messages.js";
import type { KeyObjects } from "../link/token-views.js";
import type { PinUse } from "../ledger/pin-ledger.js";
import type { PinDesk } from "./pin-desk.js";

/** After these the token has to be found again. */
const lost = new Set([
  "token.removed",
  "token.session-lost",
  "token.device-error",
  "token.changed",
  "token.module-crashed",
  "token.module-timeout",
  "token.module-ended",
  "token.module-protocol",
]);

/** What goes with every request: the slot, and the token that has to be in it. */
export interface Addressed {
  readonly slot: string;
  readonly expect: ExpectedToken;
}

/** One token, found again whenever it or its process went. */
export class TokenAccess {
  #found: FoundToken | undefined;
  /** The process that a login was made in. */
  #loggedIn: number | undefined;

  constructor(
    private readonly modules: ProcessTokenModules,
    private readonly desk: PinDesk,
    private readonly match: TokenMatch,
    readonly limits: TokenLimits,
  ) {}

  async token(signal?: AbortSignal): Promise<FoundToken> {
    const { approve } = this.match;
    if (this.#found !== undefined && approve !== undefined) {
      try {
        await approve(this.#found.identity);
      } catch (error) {
        if (!PerennialError.is(error, "token.other-token")) throw error;
        // It may hold more by now than when it was found.
        this.#found = undefined;
      }
    }
    if (this.#found === undefined) {
      const found = await this.modules.locate(this.match, signal);
      await approve?.(found.identity);
      this.#found = found;
    }
    return this.#found;
  }

  /** A request that neither needs a login nor changes anything: made once more on a token found again. */
  async read<P, R, E>(
    type: RequestType<P, R, E>,
    params: (to: Addressed) => P,
    signal?: AbortSignal,
  ): Promise<R> {
    const setting = { limit: this.limits.read, ...withSignal(signal) };
    try {
      return await this.request(type, params, setting);
    } catch (error) {
      if (!PerennialError.is(error) || !lost.has(error.code)) throw error;
      return this.request(type, params, setting);
    }
  }

  /** A request that is made once. */
  async request<P, R, E>(
    type: RequestType<P, R, E>,
    params: (to: Addressed) => P,
    setting: CallSetting,
  ): Promise<R> {
    const token = await this.token(setting.signal);
    try {
      return await this.modules.call(token, type, params(addressed(token)), setting);
    } catch (error) {
      throw this.#noteLost(error, token);
    }
  }

  /** A request with a PIN that a person is asked for. */
  async requestWithPin<P, R, E>(
    type: RequestType<P, R, E>,
    params: (to: Addressed, pin: PinRef) => P,
    use: { readonly pin: PinUse; readonly keyLabel?: string },
    setting: CallSetting,
  ): Promise<R> {
    const token = await this.token(setting.signal);
    try {
      return await this.modules.using(token, (process) =>
        this.desk.present(
          token,
          use,
          process,
          async (pin) => {
            const answer = await process.request(type, params(addressed(token), pin), setting);
            if (use.pin.use === "login") process.noteLogin(token.slot, true);
            return answer;
          },
          setting.signal,
        ),
      );
    } catch (error) {
      throw this.#noteLost(error, token);
    }
  }

  findKey(id: string): Promise<KeyObjects> {
    return this.read(FindKey, (to) => ({ ...to, id }));
  }

  /**
   * A login that broke is reported and not made again by itself: whoever resumes then is asked.
   * @param seen whether the private half shows without a login: some modules say that none is
   *   required, and want one.
   * @returns whether a login was needed and made.
   * @throws PerennialError `token.session-lost`, and what the login throws.
   */
  async login(loggedIn: boolean, seen: boolean, signal?: AbortSignal): Promise<boolean> {
    const { view, pid } = await this.token(signal);
    const { loginRequired, pinSet } = view.flags;
    if (loggedIn || (!loginRequired && (seen || !pinSet))) return false;
    const before = this.#loggedIn;
    this.#loggedIn = undefined;
    if (before !== undefined && !this.modules.endedWhenIdle(before)) {
      const { label } = view;
      throw new PerennialError(
        "token.session-lost",
        { label, call: "C_Login" },
        { effect: "none" },
      );
    }
    const setting = { limit: this.limits.login, writes: true, ...withSignal(signal) };
    const params = (to: Addressed, pin: PinRef) => ({ ...to, ...pin });
    await this.requestWithPin(Login, params, { pin: { use: "login" } }, setting);
    this.#loggedIn = pid;
    return true;
  }

  async logout(): Promise<void> {
    this.#loggedIn = undefined;
    const found = this.#found;
    if (found === undefined) return;
    try {
      await this.request(Logout, ({ slot }) => ({ slot }), { limit: this.limits.login });
      this.modules.loggedOut(this.#found ?? found);
    } catch (error) {
      // With the token or its process gone nobody is logged in any more.
      if (!PerennialError.is(error)) throw error;
      if (!lost.has(error.code) && error.code !== "token.other-token") throw error;
    }
  }

  /** The error with the token's label, for its text. */
  #noteLost(error: unknown, { view }: FoundToken): unknown {
    if (!PerennialError.is(error)) return error;
    if (lost.has(error.code)) this.#found = undefined;
    const data = error.toJSON();
    return PerennialError.fromJSON({ ...data, params: { label: view.label, ...data.params } });
  }
}

function addressed({ slot, view }: FoundToken): Addressed {
  const { label, manufacturer, model, serial } = view;
  return { slot, expect: { label, manufacturer, model, serial } };
}
