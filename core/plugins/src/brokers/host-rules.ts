import { isIP } from "node:net";
import type { JsonObject } from "@perennial/api";

/**
 * Whether a URL is `https:` and its host is one of the declared ones: `www.sofie.lu`,
 * `*.example.org:8443` (any subdomain, not the domain itself), `profile:<field>` (host and port of
 * the URL in that field). Without a port only 443 is meant. An IP address is only allowed where it
 * is named in full. Names with user information are refused.
 */
export function isAllowedHost(
  url: string,
  declared: readonly string[],
  profile: JsonObject,
): boolean {
  const target = parse(url);
  if (target === undefined || target.username !== "" || target.password !== "") return false;
  return declared.some((rule) =>
    rule.startsWith("profile:")
      ? isHostOfField(target, profile[rule.slice("profile:".length)])
      : isHostOfRule(target, rule),
  );
}

function isHostOfField(target: URL, value: unknown): boolean {
  const named = typeof value === "string" ? parse(value) : undefined;
  return named !== undefined && named.host === target.host;
}

function isHostOfRule(target: URL, rule: string): boolean {
  const anySubdomain = rule.startsWith("*.");
  const named = parse(`https://${anySubdomain ? rule.slice(2) : rule}`);
  if (named === undefined || named.pathname !== "/" || named.username !== "") return false;
  if (named.port !== target.port) return false;
  if (!anySubdomain) return named.hostname === target.hostname;
  return !isAddress(target.hostname) && target.hostname.endsWith(`.${named.hostname}`);
}

function isAddress(hostname: string): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, "")) !== 0;
}

function parse(url: string): URL | undefined {
  const parsed = URL.parse(url);
  return parsed === null || parsed.protocol !== "https:" ? undefined : parsed;
}
