import { PerennialError } from "@perennial/api";

/** An element with elements in it, as `soap` hands it over. */
export type Shape = { readonly [name: string]: unknown };

/** Reads what the service answered; what is not as described is an error and not a guess. */
export class Answer {
  constructor(
    private readonly value: Shape,
    private readonly host: string,
  ) {}

  /** Of an answer's outermost element. @throws PerennialError `certum.partner-changed`. */
  static of(value: unknown, host: string): Answer {
    if (isShape(value)) return new Answer(value, host);
    throw changed(host, "an empty answer");
  }

  /** @throws PerennialError `certum.partner-changed` if there is no such element with elements in it. */
  child(name: string): Answer {
    return this.childIfThere(name) ?? this.missing(name);
  }

  childIfThere(name: string): Answer | undefined {
    const value = this.member(name);
    return isShape(value) ? new Answer(value, this.host) : undefined;
  }

  children(name: string): readonly Answer[] {
    return this.list(name).map((value) => Answer.of(value, this.host));
  }

  /** @throws PerennialError `certum.partner-changed` if there is no such text, or it is empty. */
  text(name: string): string {
    return this.textIfThere(name) ?? this.missing(name);
  }

  textIfThere(name: string): string | undefined {
    const value = textOf(this.member(name));
    return value === "" ? undefined : value;
  }

  texts(name: string): readonly string[] {
    return this.list(name).map((value) => textOf(value) ?? this.missing(name));
  }

  integer(name: string): number {
    const text = this.text(name);
    return /^-?\d{1,15}$/.test(text) ? Number(text) : this.missing(name);
  }

  /** RFC 3339 in UTC, whatever offset it was written with. */
  instant(name: string): string {
    return this.instantIfThere(name) ?? this.missing(name);
  }

  instantIfThere(name: string): string | undefined {
    const text = this.textIfThere(name);
    if (text === undefined) return undefined;
    // `xs:dateTime` may lack the offset; which time it is then nobody can tell.
    const written = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text);
    const time = Date.parse(text);
    return written && !Number.isNaN(time) ? new Date(time).toISOString() : this.missing(name);
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T {
    const text = this.text(name);
    return values.find((value) => value === text) ?? this.missing(name);
  }

  private list(name: string): readonly unknown[] {
    const value = this.member(name);
    if (value === undefined || value === null) return [];
    return Array.isArray(value) ? value : [value];
  }

  private member(name: string): unknown {
    return Object.hasOwn(this.value, name) ? this.value[name] : undefined;
  }

  private missing(name: string): never {
    throw changed(this.host, `no usable ${name}`);
  }
}

/** An element that has attributes comes with its text beside them. */
function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return isShape(value) && typeof value["$value"] === "string" ? value["$value"] : undefined;
}

function isShape(value: unknown): value is Shape {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function changed(host: string, detail: string): PerennialError {
  return new PerennialError("certum.partner-changed", { host }, { detail });
}
