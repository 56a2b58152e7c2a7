import { message, type Message } from "@perennial/api";
import type { Fix } from "./finding.js";
import { parseHostPattern, type HostProblem } from "./host-pattern.js";
import { fieldsOf, providersOf, type Located } from "./navigate.js";
import type { PluginSource } from "./plugin-source.js";
import type { Problem } from "./rule.js";

/** The field of `profile:<field>`, or undefined for another entry. */
export function profileField(entry: string): string | undefined {
  return entry.startsWith("profile:") ? entry.slice("profile:".length) : undefined;
}

/** What is wrong with an entry of `permissions.network` or `permissions.pages`; nothing if sound. */
export function hostProblems(plugin: PluginSource, entry: Located<string>): readonly Problem[] {
  const { value, path } = entry;
  const field = profileField(value);
  if (field !== undefined) {
    const fields = providersOf(plugin)
      .flatMap((provider) => fieldsOf(provider))
      .filter(({ name }) => name === field);
    if (fields.length === 0) {
      return [{ path, message: message("rule.hosts.no-field", { value, field }) }];
    }
    const wrong = fields.find(({ value: schema }) => schema["format"] !== "uri");
    return wrong === undefined
      ? []
      : [{ path, message: message("rule.hosts.field-not-uri", { value, field }) }];
  }
  const problem = parseHostPattern(value);
  if (typeof problem !== "string") return [];
  const fix = mend(value, path);
  return [{ path, message: texts[problem](value), ...(fix === undefined ? {} : { fix }) }];
}

const texts: Readonly<Record<HostProblem, (value: string) => Message>> = {
  empty: () => message("rule.hosts.empty"),
  scheme: (value) => message("rule.hosts.scheme", { value }),
  path: (value) => message("rule.hosts.path", { value }),
  wildcard: (value) => message("rule.hosts.wildcard", { value }),
  "address-wildcard": (value) => message("rule.hosts.address-wildcard", { value }),
  port: (value) => message("rule.hosts.port", { value }),
  "upper-case": (value) => message("rule.hosts.upper-case", { value }),
  name: (value) => message("rule.hosts.name", { value }),
};

/** `https://Example.org/path` can only have meant `example.org`. */
function mend(value: string, path: string): Fix | undefined {
  const host = /^(?:https:\/\/)?(?<host>[^/?#@\\\s]+)(?:[/?#].*)?$/i.exec(value)?.groups?.["host"];
  const mended = host?.toLowerCase();
  if (mended === undefined || typeof parseHostPattern(mended) === "string") return undefined;
  return { file: "package.json", operations: [{ op: "replace", path, value: mended }] };
}
