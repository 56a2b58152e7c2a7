import type { ProxyFound } from "@perennial/api";
import { isBypassed, isLoopback, isSimpleName } from "./bypass.js";
import { proxyAddress } from "./proxy-address.js";

/** Where Windows keeps the proxy of the person who is logged in. */
export const internetSettings =
  "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";

/**
 * The proxy in what `reg query` prints of {@link internetSettings}. A script that decides for each
 * address (`AutoConfigURL`) is told as it is: it is not run.
 */
export function windowsProxy(output: string, url: URL): ProxyFound | null {
  const values = new Map(
    [...output.matchAll(/^\s+(\S+)\s+REG_[A-Z_]+\s+(.*?)\s*$/gmu)].map(
      ([, name = "", value = ""]) => [name.toLowerCase(), value],
    ),
  );
  if (isLoopback(url)) return null;
  const script = proxyAddress(values.get("autoconfigurl") ?? "");
  if (script !== "") return { source: "system", name: "AutoConfigURL", address: script };
  if (Number(values.get("proxyenable") ?? "0") !== 1) return null;
  const direct = (values.get("proxyoverride") ?? "").split(";").map((entry) => entry.trim());
  if (direct.includes("<local>") && isSimpleName(url)) return null;
  if (isBypassed(url, direct)) return null;
  const address = proxyAddress(serverFor(values.get("proxyserver") ?? ""));
  return address === "" ? null : { source: "system", name: "ProxyServer", address };
}

/** `proxy:8080` for everything, or `http=one:80;https=two:443;socks=three:1080`. */
function serverFor(setting: string): string {
  if (!setting.includes("=")) return setting;
  const servers = new Map(
    setting.split(";").map((one) => {
      const [kind = "", server = ""] = one.split("=", 2);
      return [kind.trim().toLowerCase(), server];
    }),
  );
  return servers.get("https") ?? servers.get("socks") ?? "";
}
