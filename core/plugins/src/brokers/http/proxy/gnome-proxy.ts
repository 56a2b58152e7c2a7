import type { ProxyFound } from "@perennial/api";
import { isBypassed } from "./bypass.js";
import { proxyAddress } from "./proxy-address.js";

const schema = "org.gnome.system.proxy";

/** The proxy in what `gsettings list-recursively org.gnome.system.proxy` prints. */
export function gnomeProxy(output: string, url: URL): ProxyFound | null {
  const values = new Map(
    [...output.matchAll(/^(org\.gnome\.system\.proxy\S*) (\S+) (.*?)\s*$/gmu)].map(
      ([, place = "", name = "", value = ""]) => [`${place} ${name}`, value],
    ),
  );
  const text = (name: string, below = "") =>
    (values.get(`${schema}${below} ${name}`) ?? "").replace(/^'(.*)'$/su, "$1");
  const found = (name: string, address: string): ProxyFound => ({
    source: "system",
    name,
    address,
  });
  const mode = text("mode");
  if (mode === "auto") {
    // Without an address the network itself is asked for one.
    const script = proxyAddress(text("autoconfig-url"));
    return found(`${schema} autoconfig-url`, script === "" ? "wpad" : script);
  }
  if (mode !== "manual") return null;
  const direct = [...text("ignore-hosts").matchAll(/'([^']*)'/gu)].map(([, entry = ""]) => entry);
  if (isBypassed(url, direct)) return null;
  // One for everything counts only where there is none for this.
  const kinds = ["https", ...(text("use-same-proxy") === "true" ? ["http"] : []), "socks"];
  for (const kind of kinds) {
    const host = text("host", `.${kind}`);
    const port = text("port", `.${kind}`);
    if (host === "" || port === "0") continue;
    return found(`${schema}.${kind} host`, proxyAddress(`${host}:${port}`));
  }
  return null;
}
