import type { ReadRequest } from "@perennial/api";
import { formatRfc4514 } from "../distinguished-name.js";
import { encodePem } from "../pem.js";
import { sha256Hex } from "../public-key.js";
import { ParsedRequest } from "./parsed-request.js";
import { requestKey } from "./request-key.js";

/** A request that was read, and its key. */
export interface RequestRead extends ReadRequest {
  /** DER. */
  readonly der: Uint8Array;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
}

/**
 * Reads a certification request (PEM, DER or base64) and verifies its signature, which proves that
 * whoever made it has the private key (RFC 2986 section 3). Whether its key and its signature are
 * strong enough is for a profile's rules to say.
 * @throws PerennialError `requests.unreadable`, `requests.private-key`, `requests.invalid` with
 *   `rule` `signature`, `unknownAlgorithm` or `unknownKey`.
 */
export async function readRequest(bytes: Uint8Array): Promise<RequestRead> {
  const { der, publicKey, attributes, emails } = await ParsedRequest.from(bytes);
  // As certificates' keys are encoded, whatever form the request had it in.
  const spki = publicKey.export({ type: "spki", format: "der" });
  return {
    der,
    spki,
    pem: encodePem("CERTIFICATE REQUEST", der),
    spkiHash: sha256Hex(spki),
    sha256: sha256Hex(der),
    subject: formatRfc4514(attributes),
    key: requestKey(publicKey),
    attributes: attributes.map(({ type, value }) => ({
      type: type === "emailAddress" ? "E" : type,
      value,
    })),
    emails,
  };
}
