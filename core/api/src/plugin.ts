import type { ErrorData } from "./errors.js";
import type { Token } from "./inject.js";
import type { JsonObject } from "./json.js";
import type { Renewal } from "./renewal.js";
import type { Flow } from "./step.js";

/** Says which class serves a token, by what the profile chose. */
export interface Binding<T = unknown> {
  readonly token: Token<T>;
  readonly choose: (renewal: Renewal<never>) => new (...services: never[]) => T;
}

/** Serves `token` with `type`, or with the class that `choose` picks for a renewal. */
export function provide<T, P = JsonObject>(
  service: Token<T>,
  choose: (renewal: Renewal<P>) => new (...services: never[]) => T,
): Binding<T> {
  return { token: service, choose: choose as Binding<T>["choose"] };
}

/** What a guard knows about one account of a profile. */
export interface GuardedAccount {
  readonly account: string;
  /** Of the current certificate, RFC 3339 UTC; absent when none is known. */
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly sha256?: string;
  /** Running or completed renewals of this account, newest first, with the outputs of their steps. */
  readonly renewals: readonly {
    readonly id: string;
    readonly state: "running" | "done" | "failed" | "cancelled";
    /** Current step, if it is not complete. */
    readonly step?: string;
    readonly outputs: { readonly [step: string]: unknown };
  }[];
}
export interface GuardRequest {
  /** One of the manifest's `operations`. */
  readonly operation: string;
  readonly now: string;
  readonly profile: JsonObject;
  readonly accounts: readonly GuardedAccount[];
}
/** Whether an operation outside Perennial may go ahead now: `allowed`, or the reason why not. */
export type Guard = (request: GuardRequest) => "allowed" | ErrorData;

/** One provider of a plugin. */
export interface Provider {
  readonly flow: Flow;
  readonly bindings?: readonly Binding[];
  readonly guard?: Guard;
}

/** What a plugin's main file exports by default. */
export interface Plugin {
  readonly providers: readonly Provider[];
}

/** Declares the plugin; the default export of its main file. */
export function definePlugin(plugin: Plugin): Plugin {
  return plugin;
}
