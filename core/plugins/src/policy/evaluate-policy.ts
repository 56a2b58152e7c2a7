import { message, type Message } from "@perennial/api";
import { pointer } from "../manifest/navigate.js";
import { satisfies, satisfiesWithPrereleases } from "../manifest/versions.js";
import { excess } from "./permission-limits.js";
import type { Policy, PolicyRule } from "./policy.js";
import type { PolicySubject, Verdict } from "./verdict.js";
import { matchesWildcard } from "./wildcard.js";

/** What one policy file says about a plugin. Deny comes before allow. */
export function evaluatePolicy(policy: Policy, file: string, subject: PolicySubject): Verdict {
  const refuse = refusal(file);
  if (policy.pluginDirs === false && subject.source === "plugin-dir") {
    return refuse("pluginDirs", "/pluginDirs", message("policy.plugin-dirs"));
  }
  const { allow, deny = [] } = policy.plugins ?? {};
  const denied = deny.findIndex((rule) => describes(rule, subject, satisfiesWithPrereleases));
  if (denied >= 0) {
    const rule = deny[denied];
    return refuse(
      rule?.id ?? `plugins.deny[${denied}]`,
      pointer("/plugins/deny", denied),
      message("policy.denied", { plugin: subject.id, reason: rule?.reason ?? "" }),
    );
  }
  if (allow !== undefined && !allow.some((rule) => describes(rule, subject, satisfies))) {
    const near = allow.findIndex(({ plugin }) => plugin !== undefined && named(plugin, subject.id));
    return near < 0
      ? refuse(
          "plugins.allow",
          "/plugins/allow",
          message("policy.not-listed", { plugin: subject.id }),
        )
      : refuse(
          allow[near]?.id ?? `plugins.allow[${near}]`,
          pointer("/plugins/allow", near),
          nearMiss(allow[near], subject),
        );
  }
  const over = policy.permissions === undefined ? undefined : excess(policy.permissions, subject);
  return over === undefined
    ? { verdict: "allowed" }
    : refuse(
        `permissions.${over.permission}`,
        pointer("/permissions", over.permission),
        message("policy.permission", { permission: over.permission, asked: over.asked }),
      );
}

function refusal(file: string): (id: string, pointer: string, reason: Message) => Verdict {
  return (id, at, reason) => ({
    verdict: "refused",
    code: "policy.refused",
    rule: { id, file, pointer: at },
    reason,
  });
}

function describes(
  { plugin, versions, publisher }: PolicyRule,
  subject: PolicySubject,
  within: (version: string, range: string) => boolean,
): boolean {
  return (
    (plugin === undefined || named(plugin, subject.id)) &&
    (publisher === undefined || named(publisher, subject.publisher)) &&
    (versions === undefined || within(subject.version, versions))
  );
}

const named = matchesWildcard;

/** The plugin is listed, but something else about it is not as the line wants it. */
function nearMiss(rule: PolicyRule | undefined, subject: PolicySubject): Message {
  const { versions, publisher } = rule ?? {};
  return publisher !== undefined && !named(publisher, subject.publisher)
    ? message("policy.publisher", { publisher: subject.publisher, allowed: publisher })
    : message("policy.version", { version: subject.version, allowed: versions ?? "" });
}
