import type { FormSchema } from "./form.js";
import type { KeyAlgorithm } from "./services/keys.js";

/** A plugin's manifest: its `package.json`. Texts are `%key%` of the l10n catalogues. */
export interface Manifest {
  /** `@publisher/id` or `id`. */
  readonly name: string;
  readonly version: string;
  readonly displayName: string;
  readonly description: string;
  readonly publisher: string;
  readonly license: string;
  readonly engines: { readonly perennial: string };
  /** One bundled ES module, relative to the folder. */
  readonly main: string;
  /** Folder of `<language>.json` catalogues, relative. `en.json` is the source. */
  readonly l10n: string;
  readonly perennial: {
    /** Versions (a range) whose running renewals this version can take over. Default: only itself. */
    readonly takesOver?: string;
    readonly permissions?: Permissions;
    readonly contributes: { readonly providers: readonly ProviderManifest[] };
  };
}

/** What the plugin may use. What is not here, it cannot do. */
export interface Permissions {
  /** Host names, with `*.` for any subdomain, and optional port: `www.sofie.lu`, `*.example.org:8443`.
   * `profile:<field>` allows the host of the URL in that profile field. */
  readonly network?: readonly string[];
  /** Pages that the person may be asked to open, hosts as above. */
  readonly pages?: readonly string[];
  readonly keys?: readonly ("generate" | "sign")[];
  readonly certificates?: readonly "install"[];
  /** `read`: see which tokens are in and the certificates on them; `adopt`: use the key of one that
   * the person chose. */
  readonly tokens?: readonly ("read" | "adopt")[];
  /** `documents`: sign files that the person gave and said yes to. */
  readonly signatures?: readonly "documents"[];
  /**
   * Profile fields of format `folder` or `file`. `read`: list and read; `backup`: copy into a backup
   * that the plugin does not see; `write`: save and list there, and back it up.
   */
  readonly files?: { readonly [profileField: string]: "read" | "write" | "backup" };
  readonly inbox?: readonly string[];
  readonly secrets?: readonly string[];
}

/** Equalities that must all hold; `account` and profile fields. */
export type Condition = { readonly [field: string]: string | boolean | number };

/** Something a person is asked or handed, where this depends on the profile or the account. */
export interface AskManifest {
  readonly text: string;
  readonly when?: Condition;
}

/** Who acts. `host` is Perennial, `authority` the CA, `operator` the service that uses the certificate. */
export type Actor = "person" | "host" | "authority" | "operator";

/** What is different about a step where this depends on the profile or the account. */
export interface StepVariant {
  readonly when: Condition;
  readonly actor?: Actor;
  readonly takes?: string | readonly [string, string];
}

export interface StepManifest {
  readonly name: string;
  readonly title: string;
  readonly actor: Actor;
  /** What the person is asked or handed, for the plan. */
  readonly asks?: readonly (string | AskManifest)[];
  /** It makes or uses the private key: on a token the plan says that the PIN is asked for. */
  readonly usesKey?: boolean;
  /** How long it usually takes, for the plan: ISO 8601 duration, or a pair from–to. */
  readonly takes?: string | readonly [string, string];
  /** The first of which the condition holds counts instead, in what it says. */
  readonly variants?: readonly StepVariant[];
  /** The step only applies when this holds; otherwise it is recorded as skipped. */
  readonly when?: Condition;
  /** The person may go back to this step from the next one. */
  readonly canGoBack?: boolean;
  /**
   * What the step changed outside it can change again: once its effects are recorded, they do not keep
   * the person from going back to it, or past it. They stay in the journal, so that the step needs other
   * keys for what it does then.
   */
  readonly revisable?: boolean;
}

export interface Contact {
  readonly topic: string;
  readonly phone?: string;
  readonly email?: string;
  readonly web?: string;
  readonly when?: Condition;
}

export interface ProviderManifest {
  /** `<plugin>.<name>`, for example `luxtrust.sofie`. */
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly kind: "rekey" | "access-grant";
  readonly profile: FormSchema;
  /** Accounts of a profile, each with its own key and certificate. Default: one, `main`. */
  readonly accounts?: {
    readonly by: string;
    readonly values: { readonly [value: string]: readonly string[] };
  };
  readonly algorithms?: readonly KeyAlgorithm[];
  /** When and how a person is told: ISO 8601 duration before expiry. */
  readonly notice: {
    readonly before: string;
    readonly text: string;
    readonly expired: string;
  };
  /** Operations outside Perennial that the plugin's guard judges, for example `send`. */
  readonly operations?: readonly string[];
  readonly steps: readonly StepManifest[];
  /**
   * Kinds of its steps’ effects (a key up to its first colon) that change nothing at the authority or the
   * operator: notes, files here. Every other one is told as what stays there when the renewal is
   * cancelled, apart from what Perennial's own steps do here: {@link localEffects}.
   */
  readonly localEffects?: readonly string[];
  readonly contacts?: readonly Contact[];
  /** Which certificates it matches: wildcards over the issuer and subject (RFC 4514). */
  readonly matches?: { readonly issuer?: string; readonly subject?: string };
}
