import type { ProxyFound } from "@perennial/api";

/** Which proxy this computer is set up to use. */
export interface ProxyPort {
  /** The proxy for an `https:` URL, or null where there is none or its setting cannot be read. */
  find(url: URL): Promise<ProxyFound | null>;
}
export const ProxyPort = Symbol("ProxyPort");
