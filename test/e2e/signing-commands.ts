import assert from "node:assert/strict";
import type { SigningDesk } from "./signing-desk.js";

/** The members of `--json` that these tests look at. */
export interface Answer {
  readonly error?: { readonly code: string; readonly params: Readonly<Record<string, unknown>> };
  readonly valid?: boolean;
  readonly signed?: readonly { readonly output: string }[];
  readonly warnings?: readonly { readonly code: string }[];
  readonly failed?: { readonly file: string; readonly error: { readonly code: string } };
  readonly notSigned?: readonly string[];
  readonly files?: readonly {
    readonly verdict?: string;
    readonly removed?: readonly string[];
    readonly error?: { readonly code: string };
    readonly content?: string | null;
    readonly signatures?: readonly {
      readonly verdict: string;
      readonly signer: { readonly subject: string } | null;
      readonly coversWholeFile?: boolean;
      readonly findings: readonly {
        readonly error: { readonly code: string; readonly params: { readonly reason?: string } };
      }[];
    }[];
  }[];
}

/** How the tests sign and verify at a desk. */
export function signingCommands(desk: () => SigningDesk) {
  const run = (...args: readonly string[]) => desk().run(args);
  async function json(
    ...args: readonly string[]
  ): Promise<Answer & { readonly exit: number | null }> {
    const { code, stdout, stderr } = await run(...args, "--json");
    assert.equal(stderr, "");
    return { exit: code, ...(JSON.parse(stdout) as Answer) };
  }
  const sign = (...args: readonly string[]) => json("sign", ...args);
  const verify = (...args: readonly string[]) => json("verify", ...args, "--roots", desk().roots);

  return { run, json, sign, verify };
}
