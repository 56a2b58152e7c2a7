/**
 * A host as the manifest allows it: a name or an address, or `*.` and a name for any host below it
 * (not for the name itself), and a port, 443 if none is written.
 */
export interface HostPattern {
  /** Lower case, in ASCII (IDNA), without `*.`. */
  readonly host: string;
  readonly anyBelow: boolean;
  readonly port: number;
}

export type HostProblem =
  "empty" | "scheme" | "path" | "wildcard" | "address-wildcard" | "port" | "upper-case" | "name";

const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
const ipv4 = /^\d{1,3}(\.\d{1,3}){3}$/;

/** Reads a host pattern, or says what is wrong with it. */
export function parseHostPattern(text: string): HostPattern | HostProblem {
  if (text === "") return "empty";
  if (text.includes("://")) return "scheme";
  if (/[/?#@\\\s]/.test(text)) return "path";
  const [, name = "", portText] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(text) ?? [];
  const port = portText === undefined ? 443 : parsePort(portText);
  if (port === undefined) return "port";
  const anyBelow = name.startsWith("*.");
  const host = anyBelow ? name.slice(2) : name;
  if (host === "" || host === "*") return host === "*" || anyBelow ? "wildcard" : "name";
  if (host.includes("*")) {
    return /^[\d.*]+$/.test(name) || host.startsWith("[") ? "address-wildcard" : "wildcard";
  }
  if (isAddress(host)) return anyBelow ? "address-wildcard" : { host, anyBelow, port };
  if (host !== host.toLowerCase()) return "upper-case";
  const labels = host.split(".");
  if (host.length > 253 || !labels.every((part) => label.test(part))) return "name";
  // A last label that is a number, `0x7f` too, makes URL parsers read the whole as an IPv4 address
  // (WHATWG URL, 3.5, "ends in a number").
  const isNumber = /^(\d+|0x[\da-f]*)$/.test(labels.at(-1) ?? "");
  if (isNumber) return anyBelow ? "address-wildcard" : "name";
  if (!isSpelledAsUrl(host)) return "name";
  if (anyBelow && labels.length < 2) return "wildcard";
  return { host, anyBelow, port };
}

/** Whether a host and port, as `URL` spells them, are among those of the pattern. */
export function hostMatches(pattern: HostPattern, host: string, port: number): boolean {
  if (pattern.port !== port) return false;
  return pattern.anyBelow ? host.endsWith(`.${pattern.host}`) : host === pattern.host;
}

/** Whether every host that `narrow` matches is also matched by `wide`. */
export function covers(wide: HostPattern, narrow: HostPattern): boolean {
  if (wide.port !== narrow.port) return false;
  if (!wide.anyBelow) return !narrow.anyBelow && wide.host === narrow.host;
  return narrow.host.endsWith(`.${wide.host}`) || (narrow.anyBelow && narrow.host === wide.host);
}

function parsePort(text: string): number | undefined {
  const port = Number(text);
  return /^[1-9]\d{0,4}$/.test(text) && port <= 65_535 ? port : undefined;
}

function isAddress(host: string): boolean {
  return (ipv4.test(host) || host.startsWith("[")) && isSpelledAsUrl(host);
}

/** Only the spelling that URL gives back: `127.1`, `0x7f.1` or a false `xn--` would slip past a comparison. */
function isSpelledAsUrl(host: string): boolean {
  const url = `https://${host}/`;
  return URL.canParse(url) && new URL(url).hostname === host;
}
