import { PerennialError, readTags, type HttpResponse, type Tag } from "@perennial/api";

/** What DigiSign says of an error. */
export interface SaidError {
  readonly code: string;
  readonly detail: string;
  /** Of a page: the sentence it shows. */
  readonly text: string;
}

/** Value of a hidden field of a form, for example the `csrf` token. */
export function hiddenField(response: HttpResponse, name: string): string {
  const value = tagsOf(response)
    .find(
      ({ name: tag, attributes }) =>
        tag === "input" &&
        attributes.get("type")?.toLowerCase() === "hidden" &&
        attributes.get("name") === name,
    )
    ?.attributes.get("value");
  if (value === undefined || value === "") throw changed(response, `no field ${name}`);
  return value;
}

/** Address of the picture of the validation code. */
export function pictureOf(response: HttpResponse): string {
  const source = tagsOf(response)
    .find(({ name, attributes }) => name === "img" && hasClass(attributes, "validation"))
    ?.attributes.get("src");
  if (source === undefined || source === "") throw changed(response, "no picture");
  return new URL(source, response.url).href;
}

/** `<p class="error" data-code data-detail>`, or `{ error: { code, detail } }`. */
export function errorIn(response: HttpResponse): SaidError | undefined {
  if (isJson(response)) {
    const { error } = (readJson(response) ?? {}) as { readonly error?: unknown };
    if (typeof error !== "object" || error === null) return undefined;
    const { code, detail } = error as { readonly code?: unknown; readonly detail?: unknown };
    if (typeof code !== "string" || code === "") return undefined;
    return { code, detail: typeof detail === "string" ? detail : "", text: "" };
  }
  const found = tagsOf(response).find(
    ({ name, attributes }) => name === "p" && hasClass(attributes, "error"),
  );
  const code = found?.attributes.get("data-code");
  if (found === undefined || code === undefined || code === "") return undefined;
  return { code, detail: found.attributes.get("data-detail") ?? "", text: found.text };
}

/** The body as JSON. @throws PerennialError `digisign.portal-changed`. */
export function jsonIn(response: HttpResponse): unknown {
  const value = readJson(response);
  if (value === undefined) throw changed(response, "no JSON");
  return value;
}

/** A page is not as `docs/portal.md` says. */
export function changed({ url }: Pick<HttpResponse, "url">, detail: string): PerennialError {
  const { host } = new URL(url);
  return new PerennialError("digisign.portal-changed", { host }, { detail: `${url}: ${detail}` });
}

function readJson(response: HttpResponse): unknown {
  try {
    return JSON.parse(textOf(response)) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isJson({ headers }: HttpResponse): boolean {
  return (headers["content-type"] ?? "").toLowerCase().startsWith("application/json");
}

function tagsOf(response: HttpResponse): readonly Tag[] {
  return readTags(textOf(response));
}

function textOf({ body }: HttpResponse): string {
  return Buffer.from(body, "base64").toString("utf8");
}

function hasClass(attributes: ReadonlyMap<string, string>, name: string): boolean {
  return (attributes.get("class") ?? "").split(/\s+/).includes(name);
}
