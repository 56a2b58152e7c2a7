import type { Exchange } from "../shared/exchange.js";

/** A client's HTTP Basic credentials; RFC 6749, 2.3.1: both parts are form-encoded before. */
export function basicOf(exchange: Exchange): { user: string; password: string } | undefined {
  const encoded = /^Basic\s+([\w+/=]+)$/i.exec(exchange.headers.authorization ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const [user = "", ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  const decode = (text: string): string => new URLSearchParams(`v=${text}`).get("v") ?? "";
  return { user: decode(user), password: decode(rest.join(":")) };
}
