import { BlockList, isIP } from "node:net";

/**
 * Whether a list of hosts to reach without the proxy names the host of a URL. Entries, in any case:
 * `*`, `example.org` (and all below it), `.example.org`, `*.example.org`, `10.*`, an address, a network
 * (`10.0.0.0/8`), each with an optional `:port`.
 */
export function isBypassed(url: URL, entries: readonly string[]): boolean {
  const host = url.hostname.replace(/^\[|\]$/gu, "").toLowerCase();
  const port = url.port === "" ? "443" : url.port;
  return entries.some((entry) => matches(entry.trim().toLowerCase(), host, port));
}

/** Windows and macOS reach names without a dot directly where they are told so. */
export function isSimpleName({ hostname }: URL): boolean {
  return !hostname.includes(".") && !hostname.startsWith("[");
}

export function isLoopback(url: URL): boolean {
  return isBypassed(url, ["localhost", "127.0.0.0/8", "::1"]);
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === "") return false;
  if (entry === "*") return true;
  const { name, only } = splitPort(entry);
  if (only !== undefined && only !== port) return false;
  if (name.includes("/")) return isInNetwork(host, name);
  if (isIP(name) !== 0) return name === host;
  if (name.startsWith("*.") || name.startsWith(".")) {
    return isBelow(host, name.replace(/^\*?\./u, ""));
  }
  if (name.includes("*")) return wildcard(name).test(host);
  return isBelow(host, name);
}

function splitPort(entry: string): { readonly name: string; readonly only?: string } {
  const [, bracketed, after] = /^\[([^\]]*)\](?::(\d+))?$/u.exec(entry) ?? [];
  if (bracketed !== undefined) {
    return { name: bracketed, ...(after === undefined ? {} : { only: after }) };
  }
  const [, name, only] = /^([^:]+):(\d+)$/u.exec(entry) ?? [];
  return name === undefined || only === undefined ? { name: entry } : { name, only };
}

function isBelow(host: string, name: string): boolean {
  return name !== "" && (host === name || host.endsWith(`.${name}`));
}

function isInNetwork(host: string, network: string): boolean {
  const [address = "", bits = ""] = network.split("/");
  const family = isIP(address);
  const prefix = Number(bits);
  const most = family === 6 ? 128 : 32;
  if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/u.test(bits) || prefix > most) {
    return false;
  }
  const name = family === 6 ? "ipv6" : "ipv4";
  const list = new BlockList();
  list.addSubnet(address, prefix, name);
  return list.check(host, name);
}

function wildcard(pattern: string): RegExp {
  const parts = pattern.split(/\*+/u).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/gu, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "u");
}
