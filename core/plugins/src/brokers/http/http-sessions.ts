import type { CookieJar } from "tough-cookie";

/** The cookie jars of one renewal, by session. Another name is a new browser. */
export class HttpSessions {
  readonly #jars = new Map<string, CookieJar>();

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

  close(session: string): void {
    this.#jars.delete(session);
  }
}
