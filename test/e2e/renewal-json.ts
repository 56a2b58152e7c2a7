/** What `--json` tells about a renewal. */
export interface RenewalJson {
  readonly id: string;
  readonly account: string;
  readonly state: string;
  readonly outcome?: string;
  readonly step?: { readonly name: string };
  readonly wait?: {
    readonly key: string;
    readonly for: string;
    /** Of the token that is waited for. */
    readonly serial?: string;
    readonly refusal?: { readonly code: string; readonly params: object };
  };
  readonly error?: { readonly code: string; readonly effect?: string; readonly message?: string };
  readonly wakeAt?: string;
  readonly pluginVersion: string;
  readonly drivenBy?: { readonly pid: number };
}

/** What `show --json` tells beyond that. */
export interface ShownRenewal extends RenewalJson {
  readonly outputs: Readonly<Record<string, { readonly path?: string } | undefined>>;
  readonly effects: readonly { readonly key: string; readonly state: string }[];
}

export interface JsonResult {
  readonly code: number | null;
  readonly data: {
    readonly perennial: number;
    readonly command: string;
    readonly renewals?: readonly RenewalJson[];
    readonly renewal?: RenewalJson;
    readonly error?: { readonly code: string };
    readonly [name: string]: unknown;
  };
}
