import { caExtensions, issue } from "./test-authority.js";
import type { Issued, IssueOptions } from "./test-authority.js";

/** A leaf, what stands in between, and roots. */
export interface ChainCase {
  readonly leaf: Issued;
  readonly between: readonly Issued[];
  readonly roots: readonly Issued[];
}

/** What is expected: the names of the chain, or the code and the rule of the refusal. */
export type ExpectedChain =
  readonly string[] | { readonly code: string; readonly rule?: string; readonly subject?: string };

/** Root, two authorities and a leaf, each with options of its own. */
export async function line(options: {
  readonly root?: IssueOptions;
  readonly outer?: IssueOptions;
  readonly inner?: IssueOptions;
  readonly leaf?: IssueOptions;
}): Promise<ChainCase> {
  const root = await issue("Root", { extensions: caExtensions(), ...options.root });
  const outer = await issue("Outer", {
    extensions: caExtensions(),
    ...options.outer,
    issuer: root,
  });
  const inner = await issue("Inner", {
    extensions: caExtensions(),
    ...options.inner,
    issuer: outer,
  });
  const leaf = await issue("Leaf", { ...options.leaf, issuer: inner });
  return { leaf, between: [inner, outer], roots: [root] };
}

/** The names of such a chain. */
export const whole = ["CN=Leaf", "CN=Inner", "CN=Outer", "CN=Root"];

/** The refusal of a certificate for a rule. */
export const invalid = (rule: string, subject: string): ExpectedChain => ({
  code: "certificates.chain-invalid",
  rule,
  subject,
});
