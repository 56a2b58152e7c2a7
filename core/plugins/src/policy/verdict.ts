import type { Message, Permissions } from "@perennial/api";

/** What a policy looks at. */
export interface PolicySubject {
  readonly id: string;
  readonly version: string;
  readonly publisher: string;
  readonly source: PluginSourceKind;
  readonly permissions: Permissions;
}

/** Where a plugin comes from: delivered with Perennial, the home's folder, `--plugin-dir`. */
export type PluginSourceKind = "built-in" | "home" | "plugin-dir";

/** The line of a policy that refused. */
export interface RefusingRule {
  /** Its `id`, or where it stands, for example `plugins.deny[2]`. */
  readonly id: string;
  /** Absolute path of the policy file. */
  readonly file: string;
  /** JSON Pointer (RFC 6901) into it. */
  readonly pointer: string;
}

export type Verdict =
  | { readonly verdict: "allowed" }
  | {
      readonly verdict: "refused";
      readonly code: "policy.refused" | "policy.unreadable";
      readonly rule: RefusingRule;
      readonly reason: Message;
    };
