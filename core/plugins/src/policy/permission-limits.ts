import type { Permissions } from "@perennial/api";
import { covers, parseHostPattern } from "../manifest/host-pattern.js";
import type { PermissionLimits } from "./policy.js";
import type { PolicySubject } from "./verdict.js";
import { matchesWildcard } from "./wildcard.js";

/** A permission that a plugin declares beyond the limits. */
export interface Excess {
  readonly permission: keyof PermissionLimits;
  readonly asked: string;
}

/** The first permission beyond the limits, or undefined if there is none. */
export function excess(
  limits: PermissionLimits,
  { permissions }: Pick<PolicySubject, "permissions">,
): Excess | undefined {
  for (const permission of Object.keys(limits) as (keyof PermissionLimits)[]) {
    const asked = beyond[permission](limits, permissions);
    if (asked !== undefined) return { permission, asked };
  }
  return undefined;
}

type Beyond = (limits: PermissionLimits, asked: Permissions) => string | undefined;

const beyond: Readonly<Record<keyof PermissionLimits, Beyond>> = {
  network: (limits, asked) => uncovered(limits.network, asked.network),
  pages: (limits, asked) => uncovered(limits.pages, asked.pages),
  keys: (limits, asked) => unlisted(limits.keys, asked.keys),
  certificates: (limits, asked) => unlisted(limits.certificates, asked.certificates),
  tokens: (limits, asked) => unlisted(limits.tokens, asked.tokens),
  signatures: (limits, asked) => unlisted(limits.signatures, asked.signatures),
  files: (limits, asked) => unlisted(limits.files, Object.values(asked.files ?? {})),
  inbox: (limits, asked) => (limits.inbox === false ? asked.inbox?.[0] : undefined),
  secrets: (limits, asked) => (limits.secrets === false ? asked.secrets?.[0] : undefined),
};

function unlisted(
  allowed: readonly string[] | undefined,
  asked: readonly string[] = [],
): string | undefined {
  return allowed === undefined ? undefined : asked.find((entry) => !allowed.includes(entry));
}

function uncovered(
  allowed: readonly string[] | undefined,
  asked: readonly string[] = [],
): string | undefined {
  if (allowed === undefined) return undefined;
  return asked.find((entry) => !allowed.some((limit) => admits(limit, entry)));
}

function admits(limit: string, entry: string): boolean {
  if (limit.startsWith("profile:") || entry.startsWith("profile:")) {
    return limit.startsWith("profile:") && matchesWildcard(limit, entry);
  }
  const wide = parseHostPattern(limit);
  const narrow = parseHostPattern(entry);
  return typeof wide !== "string" && typeof narrow !== "string" && covers(wide, narrow);
}
