import type { SigningAuthority } from "./signers.js";
import { now } from "./test-authority.js";
import { verifyCades } from "../cades/verify-cades.js";

/** What the tests sign. */
export const content = Buffer.from("the declaration\r\nof a user\0\n");

/** How the tests ask about CMS signatures, with this authority as the only root. */
export function cmsVerdicts(authority: () => SigningAuthority) {
  function verify(signature: Uint8Array, detached?: Uint8Array) {
    return verifyCades({
      signature,
      ...(detached === undefined ? {} : { content: detached }),
      roots: [authority().root.pem],
      at: now,
    });
  }

  /** The codes and reasons of all that is wrong. */
  async function refusals(
    signature: Uint8Array,
    detached?: Uint8Array,
  ): Promise<readonly string[]> {
    const { signatures } = await verify(signature, detached);
    return signatures.flatMap(({ findings }) =>
      findings
        .filter(({ severity }) => severity === "refusal")
        .map(({ error }) => [error.code, error.params["reason"]].filter(Boolean).join(" ")),
    );
  }

  return { verify, refusals };
}
