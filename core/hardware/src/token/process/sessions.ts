import type { TokenView } from "../link/token-views.js";
import { CKF, CKR, CKS_USER_FUNCTIONS } from "./constants.js";
import type { Cryptoki, Handle } from "./cryptoki.js";
import {
  calling,
  isGone,
  refusedWith,
  regardless,
  returnValue,
  tokenError,
} from "./return-value.js";
import type { SigningKey } from "./sign.js";
import { WorkQueue } from "./work-queue.js";
import { slotHandle, type SeenToken } from "./slots.js";

/** The sessions with the token of one slot: one for work, one for each reading. */
export class Sessions implements SeenToken {
  readonly queue = new WorkQueue();
  /** Private keys by CKA_ID, looked up once while the token and the login stay. */
  readonly keys = new Map<string, SigningKey>();
  readonly #slot: Handle;
  #main: Handle | undefined;
  /** Does nothing but break when the token goes. */
  #probe: Handle | undefined;
  #seen: { readonly insertion: number; readonly token: TokenView } | undefined;
  #insertion = 1;
  /** The token's mechanism list, read once while it stays. */
  #mechanisms: readonly number[] | undefined;
  #pending = 0;
  #stale = false;

  constructor(
    private readonly lib: Cryptoki,
    slot: string,
  ) {
    this.#slot = slotHandle(slot);
  }

  get slot(): Handle {
    return this.#slot;
  }

  /** The session for work, read-write where the token allows. */
  main(): Handle {
    this.#main ??= this.#open();
    return this.#main;
  }

  /** Whether the user is logged in, as the session's state has it. */
  loggedIn(): boolean {
    if (this.#main === undefined) return false;
    const session = this.#main;
    try {
      const { state } = this.lib.C_GetSessionInfo(session);
      return CKS_USER_FUNCTIONS.includes(state);
    } catch (error) {
      if (!isGone(error)) throw error;
      this.#main = undefined;
      return false;
    }
  }

  /** Whether the token lists a mechanism. */
  offers(mechanism: number): boolean {
    this.#mechanisms ??= calling("C_GetMechanismList", () =>
      this.lib.C_GetMechanismList(this.#slot),
    );
    return this.#mechanisms.includes(mechanism);
  }

  /** How often the token was found to have been away since it was looked at before, from 1. */
  insertion(): number {
    if (this.#probe !== undefined) {
      if (this.#works(this.#probe)) return this.#insertion;
      this.forget();
      // Told once the operation under way has ended; it fails as well if the token went.
      if (this.#stale) return this.#insertion + 1;
    }
    try {
      this.#probe = this.lib.C_OpenSession(this.#slot, CKF.SERIAL_SESSION);
    } catch (error) {
      // A token without a session to spare is looked at without one.
      if (returnValue(error) === undefined) throw error;
    }
    return this.#insertion;
  }

  get inUse(): boolean {
    return this.#main !== undefined;
  }

  asBefore(): { readonly insertion: number; readonly token: TokenView } | undefined {
    const standing = this.#probe !== undefined && this.#works(this.#probe);
    return standing && !this.#stale ? this.#seen : undefined;
  }

  read(token: TokenView): { readonly insertion: number; readonly token: TokenView } {
    this.#seen = { insertion: this.insertion(), token };
    return this.#seen;
  }

  /** Reads in a session of its own, so that it neither waits for work nor disturbs it. */
  reading<T>(action: (session: Handle) => T): T {
    let session: Handle;
    try {
      session = this.lib.C_OpenSession(this.#slot, CKF.SERIAL_SESSION);
    } catch (error) {
      // A token that has no more sessions to give lends the one for work.
      if (!refusedWith(error, CKR.SESSION_COUNT)) throw tokenError(error, "C_OpenSession");
      return action(this.main());
    }
    try {
      return action(session);
    } catch (error) {
      this.noteGone(error);
      throw error;
    } finally {
      regardless(() => this.lib.C_CloseSession(session));
    }
  }

  /**
   * A fresh session in which nobody is logged in: only there does C_Login check a PIN. All sessions
   * of this process with the token are closed, which logs out (PKCS #11 v2.40, section 5.6).
   */
  fresh(): Handle {
    this.#closeAll();
    const session = this.main();
    if (this.loggedIn()) calling("C_Logout", () => this.lib.C_Logout(session));
    return session;
  }

  /** Puts another session in place of one that an operation may still be active in. */
  replace(): void {
    const old = this.#main;
    if (old === undefined) return;
    // The new one first: closing the last session logs out.
    this.#main = undefined;
    try {
      this.#main = this.lib.C_OpenSession(this.#slot, CKF.SERIAL_SESSION | CKF.RW_SESSION);
    } catch (error) {
      if (!isGone(error)) regardless(() => this.lib.C_CloseSession(old));
      return;
    }
    regardless(() => this.lib.C_CloseSession(old));
  }

  /** Forgets sessions that went with the token. */
  noteGone(error: unknown): void {
    if (isGone(error)) this.forget();
  }

  forget(): void {
    // Closing sessions under a call that another thread makes is a segmentation fault.
    if (this.#pending > 0) {
      this.#stale = true;
      return;
    }
    this.#stale = false;
    // What broke may have been the token's going: the next look is to find that out.
    if (this.#probe !== undefined && !this.#works(this.#probe)) this.#insertion += 1;
    this.#closeAll();
  }

  /** Runs an operation; no session is closed from outside of it meanwhile. */
  async working<T>(action: () => Promise<T>): Promise<T> {
    this.#pending += 1;
    try {
      return await action();
    } finally {
      this.#pending -= 1;
      if (this.#stale) this.forget();
    }
  }

  logout(): void {
    const session = this.#main;
    if (session !== undefined) regardless(() => this.lib.C_Logout(session));
    this.forget();
  }

  #works(session: Handle): boolean {
    try {
      this.lib.C_GetSessionInfo(session);
      return true;
    } catch (error) {
      if (returnValue(error) === undefined) throw error;
      return false;
    }
  }

  #closeAll(): void {
    regardless(() => this.lib.C_CloseAllSessions(this.#slot));
    this.#main = undefined;
    this.#probe = undefined;
    this.#seen = undefined;
    this.#mechanisms = undefined;
    this.keys.clear();
  }

  #open(): Handle {
    try {
      return this.lib.C_OpenSession(this.#slot, CKF.SERIAL_SESSION | CKF.RW_SESSION);
    } catch (error) {
      if (!refusedWith(error, CKR.TOKEN_WRITE_PROTECTED)) {
        throw tokenError(error, "C_OpenSession");
      }
      return calling("C_OpenSession", () => this.lib.C_OpenSession(this.#slot, CKF.SERIAL_SESSION));
    }
  }
}
