import { fromPem, sha256 } from "../../pki/pem.js";
import { badSignature, refused } from "./refusals.js";
import { Scratch } from "./scratch.js";
import { runTool, type ToolResult } from "./system-tools.js";

/** Who has to have signed, and by when. */
export interface ExpectedSigner {
  /** Lower-case hexadecimal SHA-256 of the certificate. */
  readonly sha256: string;
  /** The authorities above it, PEM. */
  readonly authorities: string;
  /** When its certificate has to be valid. */
  readonly at: Date;
}

/** A CMS message and, unless it is inside, what it signs. */
export interface SignedMessage {
  /** DER or BER. */
  readonly cms: Uint8Array;
  readonly content?: Uint8Array;
}

/**
 * Checks a CAdES signature (ETSI EN 319 122-1, baseline B) with `openssl cms -verify -cades`.
 * @returns the signed content.
 * @throws PortalError `document.signature-invalid`, `document.other-signer` (detail: SHA-256 of the
 *   signer's certificate).
 */
export async function verifyCms(message: SignedMessage, signer: ExpectedSigner): Promise<Buffer> {
  await using scratch = await Scratch.make();
  const cms = await scratch.put("message.p7m", message.cms);
  const content =
    message.content === undefined
      ? []
      : ["-content", await scratch.put("content", message.content)];
  const authorities = await scratch.put("authorities.pem", signer.authorities);
  const verify = (...args: readonly string[]): Promise<ToolResult> =>
    runTool("openssl", [
      ...["cms", "-verify", "-binary", "-inform", "DER", "-in", cms, ...content],
      ...["-out", scratch.path("verified"), ...args],
    ]);
  // First whether it was signed at all, by whoever: a stranger's good signature has its own name.
  const intact = await verify("-noverify", "-signer", scratch.path("signer.pem"));
  if (intact.code !== 0) throw badSignature(lastLine(intact.stderr));
  checkSigners(await scratch.read("signer.pem"), signer.sha256);
  const seconds = Math.floor(signer.at.getTime() / 1000);
  const trusted = await verify("-cades", "-CAfile", authorities, "-attime", String(seconds));
  if (trusted.code !== 0) throw badSignature(lastLine(trusted.stderr));
  return await scratch.read("verified");
}

function checkSigners(pem: Buffer, expected: string): void {
  const signers = fromPem(pem.toString("latin1"), ["CERTIFICATE"]).map((der) => sha256(der));
  const other = signers.find((hash) => hash !== expected);
  if (other !== undefined)
    throw refused("other-signer", "Somebody else has signed the document.", other);
  if (signers.length !== 1) throw badSignature(`${signers.length} signatures`);
}

/** OpenSSL says last what was wrong. */
function lastLine(stderr: string): string {
  return stderr.trim().split("\n").at(-1)?.trim() ?? "";
}
