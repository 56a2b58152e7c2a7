import type { ErrorData } from "@perennial/api";

/** A PKCS #11 module that was found on this machine. */
export interface FoundModule {
  /** Absolute path, links resolved. */
  readonly path: string;
  /** For people: of the configuration, the p11-kit file or the vendor. */
  readonly name: string;
  readonly source: "configured" | "p11-kit" | "atr" | "known-path";
  /** What its configuration says in place of arguments, for modules of NSS's kind. */
  readonly parameters?: string;
}

/** Why something that was named is not among the modules: a coded error, as data. */
export type DiscoveryRemark = ErrorData;
