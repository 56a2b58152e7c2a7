import {
  formatPkcs11Uri,
  tokenUri as uriOfToken,
  tokenUriNames,
  type FoundToken,
} from "@perennial/hardware";

/** The URI of a token, as profiles name where a key is to live: RFC 7512, without its module. */
export function tokenUri({ view }: FoundToken): string {
  return uriOfToken(view);
}

/** The URI of a key on a token, for other programs too: RFC 7512, by its CKA_ID. */
export function keyUri({ view }: FoundToken, id: string): string {
  return formatPkcs11Uri({ ...tokenUriNames(view), id, type: "private" });
}

/** The URI of a certificate that has no CKA_ID, by its label. */
export function certificateUri({ view }: FoundToken, id: string, label: string): string {
  const object = id === "" ? { object: label } : { id };
  return formatPkcs11Uri({ ...tokenUriNames(view), ...object, type: "cert" });
}
