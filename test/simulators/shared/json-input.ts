import { PortalError } from "./portal-error.js";

/** A JSON object from outside, read member by member. */
export class JsonInput {
  private constructor(private readonly members: Readonly<Record<string, unknown>>) {}

  /** An empty body is an empty object. @throws PortalError `input.not-json`. */
  static parse(body: Buffer): JsonInput {
    if (body.length === 0) return new JsonInput({});
    try {
      return JsonInput.from(JSON.parse(body.toString("utf8")) as unknown, "body");
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new PortalError(400, "input.not-json", "The body is not JSON.", error.message);
    }
  }

  static from(value: unknown, name: string): JsonInput {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw wrong(name, "an object");
    return new JsonInput({ ...value });
  }

  has(name: string): boolean {
    return this.members[name] !== undefined;
  }

  text(name: string): string {
    const value = this.members[name];
    if (typeof value !== "string") throw wrong(name, "text");
    return value;
  }

  optionalText(name: string): string | undefined {
    return this.has(name) ? this.text(name) : undefined;
  }

  optionalNumber(name: string): number | undefined {
    const value = this.members[name];
    if (value === undefined) return undefined;
    if (typeof value !== "number" || !Number.isFinite(value) || value < 0)
      throw wrong(name, "a number of at least 0");
    return value;
  }

  optionalFlag(name: string): boolean | undefined {
    const value = this.members[name];
    if (value === undefined || typeof value === "boolean") return value;
    throw wrong(name, "true or false");
  }

  optionalChoice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    if (!this.has(name)) return undefined;
    const value = this.text(name);
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) throw wrong(name, `one of ${choices.join(", ")}`);
    return choice;
  }

  choice<T extends string>(name: string, choices: readonly T[]): T {
    const choice = this.optionalChoice(name, choices);
    if (choice === undefined) throw wrong(name, `one of ${choices.join(", ")}`);
    return choice;
  }

  /** A list, which may be empty. */
  choices<T extends string>(name: string, choices: readonly T[]): T[] {
    const values = this.members[name];
    if (!Array.isArray(values)) throw wrong(name, "a list");
    return values.map((value: unknown) => {
      const choice = choices.find((candidate) => candidate === value);
      if (choice === undefined) throw wrong(name, `a list of ${choices.join(", ")}`);
      return choice;
    });
  }

  /** RFC 3339. */
  optionalInstant(name: string): Date | undefined {
    if (!this.has(name)) return undefined;
    const instant = new Date(this.text(name));
    if (Number.isNaN(instant.getTime())) throw wrong(name, "an instant");
    return instant;
  }

  optionalObject(name: string): JsonInput | undefined {
    return this.has(name) ? JsonInput.from(this.members[name], name) : undefined;
  }
}

/** The object without its undefined members, for exact optional properties. */
export function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

function wrong(name: string, expected: string): PortalError {
  return new PortalError(400, "input.wrong", `"${name}" must be ${expected}.`, name);
}
