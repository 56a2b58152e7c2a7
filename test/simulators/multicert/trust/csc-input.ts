import type { Exchange } from "../../shared/exchange.js";
import { cscError, invalidRequest } from "./csc-error.js";

type Members = Readonly<Record<string, unknown>>;

/** The JSON body of a method, read member by member with the refusals that the CSC API names. */
export class CscInput {
  private constructor(private readonly members: Members) {}

  /** `null` is as good as absent (CSC API v2.0.0.2, 7.1). */
  static of(exchange: Exchange): CscInput {
    const type = exchange.headers["content-type"] ?? "";
    if (!/^application\/json\b/i.test(type))
      throw cscError("invalid_request", "The content type must be application/json", 415);
    return new CscInput(parse(exchange.body.toString("utf8")));
  }

  get(name: string): unknown {
    return this.members[name] ?? undefined;
  }

  text(name: string): string {
    const value = this.get(name);
    if (typeof value !== "string" || value === "")
      throw invalidRequest(`Missing (or invalid type) string parameter ${name}`);
    return value;
  }

  /** @throws PortalError "Invalid parameter …" if it is there and no text. */
  optionalText(name: string): string | undefined {
    const value = this.get(name);
    if (value !== undefined && typeof value !== "string")
      throw invalidRequest(`Invalid parameter ${name}`);
    return value;
  }

  integer(name: string): number {
    const value = this.get(name);
    if (typeof value !== "number" || !Number.isInteger(value))
      throw invalidRequest(`Missing (or invalid type) integer parameter ${name}`);
    return value;
  }

  flag(name: string): boolean {
    const value = this.get(name);
    if (value !== undefined && typeof value !== "boolean")
      throw invalidRequest(`Invalid parameter ${name}`);
    return value ?? false;
  }

  choice<T extends string>(name: string, choices: readonly T[], otherwise: T): T {
    const value = this.get(name);
    if (value === undefined) return otherwise;
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) throw invalidRequest(`Invalid parameter ${name}`);
    return choice;
  }

  texts(name: string): string[] {
    const value = this.get(name);
    if (!Array.isArray(value) || !value.every((item) => typeof item === "string"))
      throw invalidRequest(`Missing (or invalid type) array parameter ${name}`);
    return value;
  }

  objects(name: string): Members[] {
    const value = this.get(name) ?? [];
    if (!Array.isArray(value) || !value.every(isObject))
      throw invalidRequest(`Missing (or invalid type) array parameter ${name}`);
    return value;
  }
}

function parse(text: string): Members {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalidRequest("The body is not JSON");
  }
  if (!isObject(value)) throw invalidRequest("The body is not a JSON object");
  return value;
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
