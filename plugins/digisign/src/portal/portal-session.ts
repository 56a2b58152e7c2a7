import {
  PerennialError,
  withoutEffect,
  type Files,
  type Http,
  type HttpRequest,
  type HttpResponse,
} from "@perennial/api";
import { portalUrl, type DigisignRenewal } from "../profile.js";
import { profileRoots } from "../roots.js";
import { jsonIn } from "./page.js";
import { portalError } from "./portal-errors.js";

/** A request to DigiSign's site, with a path instead of an address. */
export type PortalRequest = Omit<HttpRequest, "session" | "url" | "roots"> & {
  readonly path: string;
};

/** One browser session at DigiSign's site: cookies of its own. */
export class PortalSession {
  private constructor(
    private readonly http: Http,
    private readonly name: string,
    private readonly base: string,
    private readonly roots: readonly string[] | undefined,
  ) {}

  /**
   * The session of this purpose. Its cookies live as long as the host's process unless they are
   * given to {@link resume}; whoever needs a new one begins with {@link forget}.
   */
  static async open(
    { http, files }: { http: Http; files: Files },
    renewal: DigisignRenewal,
    purpose: string,
  ): Promise<PortalSession> {
    const { id, profile } = renewal;
    // Nothing is sent yet: an unreadable file changes nothing outside.
    const roots = await withoutEffect(() => profileRoots(files, profile, "portalRoots"));
    return new PortalSession(http, `${id}:${purpose}`, portalUrl(profile), roots);
  }

  /** Runs `work` in a session that shares nothing with any before or after it. */
  static async run<T>(
    services: { http: Http; files: Files },
    renewal: DigisignRenewal,
    purpose: string,
    work: (session: PortalSession) => Promise<T>,
  ): Promise<T> {
    const session = await PortalSession.open(services, renewal, purpose);
    await session.forget();
    try {
      return await work(session);
    } finally {
      await session.forget();
    }
  }

  forget(): Promise<void> {
    return this.http.close(this.name);
  }

  /** For {@link resume}, in whichever process. */
  cookies(): Promise<string> {
    return this.http.cookies(this.name);
  }

  /** Goes on with a visit. */
  resume(cookies: string): Promise<void> {
    return this.http.restore(this.name, cookies);
  }

  /** Of the site, as messages name it. */
  get host(): string {
    return new URL(this.base).host;
  }

  /** JSON by GET. @throws PerennialError what {@link portalError} makes of another answer than 200. */
  async getJson(path: string): Promise<unknown> {
    const headers = { accept: "application/json" };
    const response = await this.send({ method: "GET", path, headers });
    if (response.status !== 200) throw portalError(response);
    return jsonIn(response);
  }

  /** A page or a file by GET. @throws PerennialError as {@link getJson}. */
  async get(path: string, maxBytes?: number): Promise<HttpResponse> {
    const limit = maxBytes === undefined ? {} : { maxBytes };
    const response = await this.send({ method: "GET", path, ...limit });
    if (response.status !== 200) throw portalError(response);
    return response;
  }

  /** A busy site (429, 503 with `Retry-After`) has done nothing. `docs/portal.md`. */
  async send({ path, ...request }: PortalRequest): Promise<HttpResponse> {
    const { roots } = this;
    try {
      return await this.http.request({
        ...request,
        session: this.name,
        url: new URL(path, this.base).href,
        ...(roots === undefined ? {} : { roots }),
      });
    } catch (error) {
      if (!PerennialError.is(error, "http.busy")) throw error;
      return withoutEffect(() => Promise.reject(error));
    }
  }
}
