import { message } from "@perennial/api";
import { durationSeconds } from "../duration.js";
import { child, isString, providersOf } from "../navigate.js";
import type { Problem, Rule } from "../rule.js";

/** `notice.before` is a duration longer than nothing: a notice at expiry comes too late. */
export const noticeBefore: Rule = {
  id: "notice-before",
  severity: "error",
  hint: message("rule.notice-before.hint"),
  check(plugin) {
    return providersOf(plugin)
      .map((provider) => child(child(provider, "notice"), "before"))
      .filter(isString)
      .flatMap(({ value, path }): readonly Problem[] => {
        const seconds = durationSeconds(value);
        if (seconds === undefined) {
          return [{ path, message: message("rule.notice-before.format", { value }) }];
        }
        return seconds === 0
          ? [{ path, message: message("rule.notice-before.zero", { value }) }]
          : [];
      });
  },
};
