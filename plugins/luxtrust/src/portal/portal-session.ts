import { PerennialError, type Http, type HttpRequest, type HttpResponse } from "@perennial/api";
import { Page, textOf } from "./page.js";
import { portalError } from "./portal-errors.js";

/** What a session at a portal needs to know. */
export interface PortalAddress {
  /** With a slash at the end. */
  readonly base: string;
  /** PEM roots instead of the system's. */
  readonly roots?: readonly string[];
}

/** One browser session at a portal: cookies of its own, forgotten at both ends. */
export class PortalSession {
  private constructor(
    private readonly http: Http,
    private readonly name: string,
    private readonly address: PortalAddress,
  ) {}

  /** Runs `work` in a session that shares nothing with any before or after it. */
  static async run<T>(
    http: Http,
    name: string,
    address: PortalAddress,
    work: (session: PortalSession) => Promise<T>,
  ): Promise<T> {
    await http.close(name);
    try {
      return await work(new PortalSession(http, name, address));
    } finally {
      await http.close(name);
    }
  }

  /** Opens a page with a form and answers its `csrf` token. */
  async openForm(path: string): Promise<string> {
    return this.csrfOf(await this.send({ method: "GET", path }));
  }

  /** The token on a page that came as an answer. */
  csrfOf(response: HttpResponse): string {
    if (response.status !== 200) throw portalError(response);
    const csrf = Page.of(response).hidden("csrf");
    if (csrf !== undefined) return csrf;
    throw new PerennialError(
      "luxtrust.portal-changed",
      { host: new URL(response.url).host },
      { detail: `no field csrf on ${response.url}`, effect: "none" },
    );
  }

  /** JSON by GET; null for 404. */
  async getJson(path: string): Promise<unknown> {
    const response = await this.send({
      method: "GET",
      path,
      headers: { accept: "application/json" },
    });
    if (response.status === 404) return null;
    if (response.status !== 200) throw portalError(response);
    try {
      return JSON.parse(textOf(response)) as unknown;
    } catch (error) {
      throw new PerennialError(
        "luxtrust.portal-changed",
        { host: new URL(response.url).host },
        { detail: `${response.url} did not answer JSON`, cause: error },
      );
    }
  }

  async send({
    path,
    ...request
  }: Omit<HttpRequest, "session" | "url" | "roots"> & { path: string }): Promise<HttpResponse> {
    const { base, roots } = this.address;
    return this.http.request({
      ...request,
      session: this.name,
      url: new URL(path, base).href,
      ...(roots === undefined ? {} : { roots }),
    });
  }
}
