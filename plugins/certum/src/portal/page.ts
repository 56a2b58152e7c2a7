import { PerennialError, readTags, type HttpResponse, type Tag } from "@perennial/api";
import { oneLine } from "./one-line.js";

/** Characters of what the panel says of an error; more is shortened. */
const mostSaid = 1_000;

/** What Certum says of an error. */
export interface SaidError {
  readonly code: string;
  readonly detail: string;
  /** The sentence it shows. */
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

/** `<p class="error" data-code data-detail>`. */
export function errorIn(response: HttpResponse): SaidError | undefined {
  const found = tagsOf(response).find(
    ({ name, attributes }) =>
      name === "p" && (attributes.get("class") ?? "").split(/\s+/).includes("error"),
  );
  const code = found?.attributes.get("data-code");
  if (found === undefined || code === undefined || !/^[a-z][a-z0-9.-]{0,99}$/.test(code)) {
    return undefined;
  }
  const detail = oneLine(found.attributes.get("data-detail") ?? "", mostSaid);
  return { code, detail, text: oneLine(found.text, mostSaid) };
}

/** The body as JSON. @throws PerennialError `certum.portal-changed`. */
export function jsonIn(response: HttpResponse): unknown {
  try {
    return JSON.parse(textOf(response)) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) throw changed(response, "no JSON");
    throw error;
  }
}

/** A page is not as `docs/portal.md` says. */
export function changed({ url }: Pick<HttpResponse, "url">, detail: string): PerennialError {
  const { host } = new URL(url);
  return new PerennialError("certum.portal-changed", { host }, { detail: `${url}: ${detail}` });
}

function tagsOf(response: HttpResponse): readonly Tag[] {
  return readTags(textOf(response));
}

function textOf({ body }: HttpResponse): string {
  return Buffer.from(body, "base64").toString("utf8");
}
