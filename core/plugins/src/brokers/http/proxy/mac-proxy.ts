import type { ProxyFound } from "@perennial/api";
import { isBypassed, isSimpleName } from "./bypass.js";
import { proxyAddress } from "./proxy-address.js";

/** The proxy in what `scutil --proxy` prints. A script that decides for each address is not run. */
export function macProxy(output: string, url: URL): ProxyFound | null {
  const value = (name: string) =>
    new RegExp(`^\\s*${name} : (.*?)\\s*$`, "mu").exec(output)?.[1] ?? "";
  const found = (name: string, address: string): ProxyFound => ({
    source: "system",
    name,
    address,
  });
  if (value("ProxyAutoConfigEnable") === "1") {
    const script = proxyAddress(value("ProxyAutoConfigURLString"));
    if (script !== "") return found("ProxyAutoConfigURLString", script);
  }
  if (value("ExcludeSimpleHostnames") === "1" && isSimpleName(url)) return null;
  const [, exceptions = ""] = /ExceptionsList : <array> \{(.*?)\}/su.exec(output) ?? [];
  const direct = [...exceptions.matchAll(/^\s*\d+ : (.*?)\s*$/gmu)].map(([, entry = ""]) => entry);
  if (isBypassed(url, direct)) return null;
  for (const kind of ["HTTPS", "SOCKS"]) {
    const host = value(`${kind}Proxy`);
    if (value(`${kind}Enable`) !== "1" || host === "") continue;
    const port = value(`${kind}Port`);
    return found(`${kind}Proxy`, proxyAddress(port === "" ? host : `${host}:${port}`));
  }
  return null;
}
