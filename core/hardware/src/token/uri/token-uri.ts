import type { TokenView } from "../link/token-views.js";
import { formatPkcs11Uri, type Pkcs11Uri } from "./pkcs11-uri.js";

/** The URI of a token, as profiles name where a key is to live: RFC 7512, without its module. */
export function tokenUri(view: TokenNames): string {
  return formatPkcs11Uri(tokenUriNames(view));
}

/** What a URI says of a token. What the token has no text for is left out: it would match no token. */
export function tokenUriNames({ label, manufacturer, model, serial }: TokenNames): Pkcs11Uri {
  return {
    token: label,
    ...(manufacturer === "" ? {} : { manufacturer }),
    ...(model === "" ? {} : { model }),
    ...(serial === "" ? {} : { serial }),
  };
}

type TokenNames = Pick<TokenView, "label" | "manufacturer" | "model" | "serial">;
