import { randomBytes, timingSafeEqual } from "node:crypto";
import type { Exchange } from "./exchange.js";
import type { Reply } from "./reply.js";
import type { SimulatorClock } from "./simulator-clock.js";

/** Milliseconds without a request after which a session ends. */
const IDLE = 30 * 60 * 1000;

/** A visitor's session. `data` belongs to the portal. */
export interface Session<T> {
  readonly id: string;
  readonly csrf: string;
  readonly data: T;
}

/** The cookie sessions of one portal. */
export class Sessions<T> {
  readonly #sessions = new Map<string, { session: Session<T>; seen: number }>();

  constructor(
    private readonly cookieName: string,
    private readonly clock: SimulatorClock,
  ) {}

  open(data: T): Session<T> {
    const session = { id: token(), csrf: token(), data };
    this.#sessions.set(session.id, { session, seen: this.clock.now().getTime() });
    return session;
  }

  /** The session of the request's cookie, if it still lives. */
  find(exchange: Exchange): Session<T> | undefined {
    const entry = this.#sessions.get(exchange.cookie(this.cookieName) ?? "");
    if (entry === undefined) return undefined;
    const now = this.clock.now().getTime();
    if (now - entry.seen > IDLE) {
      this.#sessions.delete(entry.session.id);
      return undefined;
    }
    entry.seen = now;
    return entry.session;
  }

  /** Ends a session; its cookie opens nothing from now on. */
  end(session: Session<T>): void {
    this.#sessions.delete(session.id);
  }

  /** The answer with the session's cookie. */
  withCookie(answer: Reply, session: Session<T>): Reply {
    const cookie = `${this.cookieName}=${session.id}; Path=/; Secure; HttpOnly; SameSite=Lax`;
    return { ...answer, headers: { ...answer.headers, "set-cookie": cookie } };
  }
}

/** Whether a form came from a page of this session. */
export function csrfMatches(session: { readonly csrf: string } | undefined, csrf: string): boolean {
  if (session === undefined) return false;
  const expected = Buffer.from(session.csrf);
  const given = Buffer.from(csrf);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

function token(): string {
  return randomBytes(24).toString("base64url");
}
