import type { CookieJar } from "tough-cookie";
import { badRequest } from "./request-body.js";
import { requireCookies } from "./restored-cookies.js";
import { RevealedSecrets } from "./revealed-secrets.js";

/** Requests of one renewal at the same time, as many as a browser makes; others wait. */
const mostAtOnce = 6;

/**
 * The cookie jars of one renewal, by session; another name is a new browser. All its requests take
 * turns here, so that what the host holds of their bodies stays bounded.
 */
export class HttpSessions {
  readonly #jars = new Map<string, CookieJar>();
  /** Those that a secret was sent in: what the other side knows its sender by is as good as one. */
  readonly #secret = new Set<string>();
  /** Of all sessions: what was sent in one may be shown in another, and after it was closed. */
  readonly revealed = new RevealedSecrets();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** Does the work when it is its turn. */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < mostAtOnce) this.#running += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The turn is handed over: nobody can come in between.
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  async jar(session: string): Promise<CookieJar> {
    const known = this.#jars.get(session);
    if (known !== undefined) return known;
    const { CookieJar } = await import("tough-cookie");
    const raced = this.#jars.get(session);
    if (raced !== undefined) return raced;
    const jar = new CookieJar();
    this.#jars.set(session, jar);
    return jar;
  }

  /** A secret is about to be sent in a session. */
  sendsSecret(session: string): void {
    this.#secret.add(session);
  }

  /**
   * The cookies of a session as {@link restore} takes them.
   * @throws PerennialError `http.bad-request` for a session that a secret was sent in, or came back
   *   in.
   */
  async cookies(session: string): Promise<string> {
    if (this.#secret.has(session)) throw badRequest("cookies of a login stay with the host");
    const cookies = JSON.stringify(await (await this.jar(session)).serialize());
    if (this.revealed.text(cookies) !== cookies) throw badRequest("the cookies hold a secret");
    return cookies;
  }

  /** @throws PerennialError `http.bad-request` for what {@link cookies} did not write. */
  async restore(session: string, cookies: string): Promise<void> {
    const { CookieJar } = await import("tough-cookie");
    requireCookies(cookies);
    try {
      this.#jars.set(session, await CookieJar.deserialize(cookies));
    } catch (error) {
      throw badRequest("not the cookies of a session", error);
    }
  }

  close(session: string): void {
    this.#jars.delete(session);
    this.#secret.delete(session);
  }
}
