import {
  PerennialError,
  withoutEffect,
  type Http,
  type HttpRequest,
  type HttpResponse,
} from "@perennial/api";
import { jsonIn } from "./page.js";
import { portalError } from "./portal-errors.js";

/** Where the panel is, and in which browser session. */
export interface PanelAddress {
  readonly name: string;
  /** With a slash at the end. */
  readonly base: string;
  /** PEM roots instead of the system's. */
  readonly roots: readonly string[] | undefined;
}

/** A request to the panel, with a path instead of an address. */
export type PanelRequest = Omit<HttpRequest, "session" | "url" | "roots"> & {
  readonly path: string;
};

/** What is posted to the panel; the `csrf` token is added. */
export type PanelFields = NonNullable<HttpRequest["multipart"]>;

/** The browser session of a renewal at Certum's panel. */
export class PanelSession {
  /** The token of the session's forms; empty before the login. */
  csrf = "";

  constructor(
    private readonly http: Http,
    private readonly address: PanelAddress,
  ) {}

  /** Of the panel, as messages name it. */
  get host(): string {
    return new URL(this.address.base).host;
  }

  /** JSON by GET. @throws PerennialError what {@link portalError} makes of another answer than 200. */
  async getJson(path: string): Promise<unknown> {
    const headers = { accept: "application/json" };
    const response = await this.send({ method: "GET", path, headers });
    if (response.status !== 200) throw portalError(response);
    return jsonIn(response);
  }

  /** A file by GET. @throws PerennialError as {@link getJson}. */
  async get(path: string, maxBytes?: number): Promise<HttpResponse> {
    const limit = maxBytes === undefined ? {} : { maxBytes };
    const response = await this.send({ method: "GET", path, ...limit });
    if (response.status !== 200) throw portalError(response);
    return response;
  }

  /** @throws PerennialError as {@link getJson}, for another answer than the `status` that is expected. */
  async post(
    path: string,
    fields:
      { readonly form: NonNullable<HttpRequest["form"]> } | { readonly multipart: PanelFields },
    status: 200 | 201 | 303,
  ): Promise<HttpResponse> {
    const { csrf } = this;
    const body =
      "form" in fields
        ? { form: { csrf, ...fields.form } }
        : { multipart: { csrf, ...fields.multipart } };
    const response = await this.send({ method: "POST", path, maxRedirects: 0, ...body });
    if (response.status !== status) throw portalError(response);
    return response;
  }

  /** A busy panel (429, 503 with `Retry-After`) has done nothing. `docs/portal.md`. */
  async send({ path, ...request }: PanelRequest): Promise<HttpResponse> {
    const { name, base, roots } = this.address;
    try {
      return await this.http.request({
        ...request,
        session: name,
        url: new URL(path, base).href,
        ...(roots === undefined ? {} : { roots }),
      });
    } catch (error) {
      if (!PerennialError.is(error, "http.busy")) throw error;
      return withoutEffect(() => Promise.reject(error));
    }
  }

  /** Forgets its cookies. */
  close(): Promise<void> {
    return this.http.close(this.address.name);
  }
}
