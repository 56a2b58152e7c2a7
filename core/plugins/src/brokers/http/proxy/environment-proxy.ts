import type { ProxyFound } from "@perennial/api";
import { isBypassed } from "./bypass.js";
import { proxyAddress } from "./proxy-address.js";

/** In the order in which programs look; there is no standard, and many take the last as well. */
const names = [
  "https_proxy",
  "HTTPS_PROXY",
  "all_proxy",
  "ALL_PROXY",
  "http_proxy",
  "HTTP_PROXY",
] as const;

/** The proxy that variables of the environment name, `NO_PROXY` honoured. */
export function environmentProxy(
  env: Readonly<Record<string, string | undefined>>,
  url: URL,
): ProxyFound | null {
  const none = env["no_proxy"] ?? env["NO_PROXY"] ?? "";
  if (isBypassed(url, none.split(/[\s,]+/u))) return null;
  for (const name of names) {
    const address = proxyAddress(env[name] ?? "");
    if (address !== "") return { source: "environment", name, address };
  }
  return null;
}
