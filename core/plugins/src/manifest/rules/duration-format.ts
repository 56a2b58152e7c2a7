import { message } from "@perennial/api";
import { durationSeconds } from "../duration.js";
import {
  child,
  elements,
  isString,
  providersOf,
  stepsOf,
  strings,
  type Located,
} from "../navigate.js";
import type { Problem, Rule } from "../rule.js";

/** `takes` of a step and of its variants is an ISO 8601 duration, or two of them, the shorter first. */
export const durationFormat: Rule = {
  id: "duration-format",
  severity: "error",
  hint: message("rule.duration-format.hint"),
  check(plugin) {
    return providersOf(plugin)
      .flatMap(stepsOf)
      .flatMap((step) => [step, ...elements(child(step, "variants"))])
      .map((step) => child(step, "takes"))
      .flatMap((takes) => (isString(takes) ? format(takes) : pair(takes)));
  },
};

function format({ value, path }: Located<string>): readonly Problem[] {
  return durationSeconds(value) === undefined
    ? [{ path, message: message("rule.duration-format", { value }) }]
    : [];
}

function pair(takes: Located): readonly Problem[] {
  const both = strings(takes);
  const problems = both.flatMap(format);
  if (problems.length > 0) return problems;
  const [from, to] = both.map(({ value }) => durationSeconds(value) ?? 0);
  return from !== undefined && to !== undefined && from > to
    ? [{ path: takes.path, message: message("rule.duration-format.order") }]
    : [];
}
