import { readTags, type HttpResponse, type Tag } from "@perennial/api";

/** What a page of a portal holds for us. */
export class Page {
  private readonly tags: readonly Tag[];

  constructor(html: string) {
    this.tags = readTags(html);
  }

  static of(response: HttpResponse): Page {
    return new Page(textOf(response));
  }

  /** Value of the hidden field, for example the `csrf` token. */
  hidden(name: string): string | undefined {
    return this.tags
      .find(
        ({ name: tag, attributes }) =>
          tag === "input" &&
          attributes.get("type")?.toLowerCase() === "hidden" &&
          attributes.get("name") === name,
      )
      ?.attributes.get("value");
  }

  /** `<p class="error" data-code data-detail>`. */
  error(): { code: string; detail: string; text: string } | undefined {
    const found = this.paragraph("error");
    const code = found?.attributes.get("data-code");
    if (found === undefined || code === undefined || code === "") return undefined;
    return { code, detail: found.attributes.get("data-detail") ?? "", text: found.text };
  }

  /** `<p class="receipt" data-receipt>`. */
  receipt(): string | undefined {
    const receipt = this.tags
      .find(({ attributes }) => attributes.has("data-receipt"))
      ?.attributes.get("data-receipt");
    return receipt === "" ? undefined : receipt;
  }

  private paragraph(className: string): Tag | undefined {
    return this.tags.find(
      ({ name, attributes }) =>
        name === "p" && (attributes.get("class") ?? "").split(/\s+/).includes(className),
    );
  }
}

/** The body as text, UTF-8. */
export function textOf({ body }: HttpResponse): string {
  return Buffer.from(body, "base64").toString("utf8");
}
