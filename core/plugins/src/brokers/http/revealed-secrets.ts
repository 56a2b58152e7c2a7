import { PerennialError, type ErrorData, type Json, type JsonObject } from "@perennial/api";
import { secretForms } from "./secret-forms.js";

/** What stands in an answer in the place of a secret. */
const blank = "[secret]";

/** The secrets that one renewal has sent: what comes back of them is blanked before a plugin sees it. */
export class RevealedSecrets {
  readonly #forms = new Map<string, RegExp>();

  /** A secret is about to be sent. */
  add(secret: string): void {
    if (this.#forms.has(secret)) return;
    const forms = secretForms(secret);
    if (forms !== null) this.#forms.set(secret, forms);
  }

  /** An answer's body without the secrets; the same one where there are none. */
  body(content: Buffer): Buffer {
    if (this.#forms.size === 0) return content;
    const bytes = content.toString("latin1");
    const blanked = this.#blank(bytes);
    return blanked === bytes ? content : Buffer.from(blanked, "latin1");
  }

  /** A text of Unicode, as an error's detail or a cookie has it, without the secrets. */
  text(text: string): string {
    return this.body(Buffer.from(text)).toString();
  }

  /** A header's value, which Node gives as one character for each byte. */
  header(value: string): string {
    return this.#blank(value);
  }

  /** An error without the secrets in its parameters, its detail and its causes; else the same one. */
  error(error: unknown): unknown {
    if (this.#forms.size === 0 || !PerennialError.is(error)) return error;
    const data = error.toJSON();
    const text = JSON.stringify(data);
    return this.text(text) === text ? error : PerennialError.fromJSON(this.#data(data));
  }

  #data({ params, detail, cause, ...rest }: ErrorData): ErrorData {
    return {
      ...rest,
      params: this.#object(params),
      ...(detail === undefined ? {} : { detail: this.text(detail) }),
      ...(cause === undefined ? {} : { cause: this.#data(cause) }),
    };
  }

  #object(object: JsonObject): JsonObject {
    const entries = Object.entries(object).map(([name, value]) => [name, this.#value(value)]);
    return Object.fromEntries(entries) as JsonObject;
  }

  #value(value: Json | undefined): Json | undefined {
    if (typeof value === "string") return this.text(value);
    if (typeof value !== "object" || value === null) return value;
    return Array.isArray(value)
      ? value.map((item: Json) => this.#value(item) ?? null)
      : this.#object(value as JsonObject);
  }

  #blank(bytes: string): string {
    let left = bytes;
    for (const forms of this.#forms.values()) left = left.replaceAll(forms, blank);
    return left;
  }
}
