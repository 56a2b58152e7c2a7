import { isKeyPlace, message } from "@perennial/api";
import { fieldsOf, pointer, providersOf, type UnknownRecord } from "../navigate.js";
import { compilePattern, matchesInTime } from "../compile-pattern.js";
import type { Rule } from "../rule.js";

/** A default is a value that the field itself would take. */
export const profileDefault: Rule = {
  id: "profile-default",
  severity: "error",
  hint: message("rule.profile-default.hint"),
  check(plugin) {
    return providersOf(plugin)
      .flatMap((provider) => fieldsOf(provider))
      .filter(({ value }) => Object.hasOwn(value, "default") && !takes(value, value["default"]))
      .map(({ name, path }) => ({
        path: pointer(path, "default"),
        message: message("rule.profile-default", { field: name }),
      }));
  },
};

function takes(schema: UnknownRecord, value: unknown): boolean {
  switch (schema["type"]) {
    case "string":
      return typeof value === "string" && takesString(schema, value);
    case "integer":
      return Number.isSafeInteger(value) && inBounds(schema, Number(value), "minimum", "maximum");
    case "number":
      return typeof value === "number" && inBounds(schema, value, "minimum", "maximum");
    case "boolean":
      return typeof value === "boolean";
    case "array":
      return Array.isArray(value) && value.every((item) => typeof item === "string");
    default:
      return true;
  }
}

function takesString(schema: UnknownRecord, value: string): boolean {
  const values = schema["enum"];
  if (Array.isArray(values) && !values.includes(value)) return false;
  if (schema["format"] === "uri" && !URL.canParse(value)) return false;
  if (schema["format"] === "key-place" && !isKeyPlace(value)) return false;
  return (
    matchesPattern(schema["pattern"], value) &&
    inBounds(schema, [...value].length, "minLength", "maxLength")
  );
}

/** A broken pattern has a rule of its own; one that takes too long matches nothing. */
function matchesPattern(pattern: unknown, value: string): boolean {
  const compiled = typeof pattern === "string" ? compilePattern(pattern) : undefined;
  return !(compiled instanceof RegExp) || matchesInTime(compiled, value) === true;
}

function inBounds(schema: UnknownRecord, value: number, lower: string, upper: string): boolean {
  const low = schema[lower];
  const high = schema[upper];
  return !(typeof low === "number" && value < low) && !(typeof high === "number" && value > high);
}
