import type {
  CancellationToken,
  CurrentCertificate,
  Effect,
  ErrorData,
  GuardRequest,
  Instant,
  Json,
  JsonObject,
  Message,
  Outcome,
  ProviderManifest,
} from "@perennial/api";
import type { Fence } from "@perennial/store";

/** A plugin as its manifest describes it; no code of it has run. */
export interface KnownPlugin {
  readonly id: string;
  readonly version: string;
  readonly displayName: string;
  readonly publisher: string;
  readonly takesOver?: string;
  readonly folder: string;
  readonly providers: readonly ProviderManifest[];
  /** Hosts of pages that a person may be asked to open. */
  readonly pages: readonly string[];
  /** Whether it may use the key of a token that is chosen only during the renewal. */
  readonly adoptsTokens?: boolean;
}

/** What a step may ask of the engine while it runs. The plugin host forwards it to the process. */
export interface StepCallbacks {
  beginEffect(
    key: string,
    intent: JsonObject,
  ): Promise<
    | { readonly state: "perform" }
    | { readonly state: "performed"; readonly result: Json }
    /** A crash lies in between: `find` must be asked first, and told when the intent was written. */
    | { readonly state: "find"; readonly intendedAt: Instant }
    /** The person said that it happened, with this reference. */
    | { readonly state: "confirmed"; readonly reference: string }
  >;
  completeEffect(
    key: string,
    result: Json,
    how: "performed" | "found" | "confirmed",
  ): Promise<void>;
  /** `find` said that it did not happen, or `perform` failed without effect. */
  clearEffect(key: string, why: JsonObject): Promise<void>;
  /** `find` cannot know. Stops the run with `order.unknown-outcome`. */
  doubtEffect(key: string, canConfirm: boolean): Promise<never>;
  progress(text: Message, done?: number, total?: number): void;
  note(text: Message): Promise<void>;
}

/** One run of one step, as plain data. */
export interface StepRun {
  readonly renewal: string;
  /** For what the host writes into the journal on the step's behalf. Absent in tests of hosts. */
  readonly fence?: Fence;
  readonly group: string;
  readonly pluginId: string;
  readonly pluginVersion: string;
  readonly provider: string;
  readonly step: string;
  readonly profileId: string;
  readonly profile: JsonObject;
  readonly account: string;
  readonly accounts: readonly string[];
  readonly current?: CurrentCertificate;
  readonly startedAt: string;
  /** Outputs of done steps by name; skipped steps are absent. */
  readonly outputs: { readonly [step: string]: Json };
  /** Outputs of sibling renewals by account. */
  readonly siblings: { readonly [account: string]: { readonly [step: string]: Json } };
  /** The step failed and is run again only because its time to be tried again has come. */
  readonly triedAgainByItself?: true;
  /** Unconsumed answers of this step, the newest of each key. */
  readonly answers: { readonly [key: string]: Json };
}

/** Runs plugin code somewhere else. */
export interface PluginPort {
  /** The plugins that may be used now, policy and enablement applied. */
  plugins(): Promise<readonly KnownPlugin[]>;
  /**
   * Those of {@link plugins} that serve these provider ids. Only their manifests are read, so that
   * an overview costs the same with one plugin installed as with hundreds.
   */
  forProviders?(providers: readonly string[]): Promise<readonly KnownPlugin[]>;
  /**
   * The plugin of this version if it is there and may be used.
   * @throws PerennialError `plugin.not-found`, `plugin.disabled`, `policy.*`, `plugin.quarantined`.
   */
  plugin(id: string, version: string): Promise<KnownPlugin>;
  /**
   * A newer plugin that may be used now and whose `takesOver` range includes `version`: it can go on
   * with renewals that began under it. A port without this method never takes over.
   */
  successor?(id: string, version: string): Promise<KnownPlugin | undefined>;
  /**
   * Why no plugin serves this provider now: not installed, disabled, refused by policy. Asked only
   * for profiles whose provider is not among {@link plugins}.
   */
  whyAbsent?(provider: string): Promise<ErrorData | undefined>;
  /**
   * Runs one step in the plugin's process.
   * @throws PerennialError `plugin.crashed`, `plugin.timeout`, `plugin.quarantined`, …; an error
   *   thrown by the step itself comes back as a failed outcome.
   */
  runStep(
    run: StepRun,
    callbacks: StepCallbacks,
    cancellation: CancellationToken,
  ): Promise<Outcome<Json>>;
  guard(pluginId: string, provider: string, request: GuardRequest): Promise<"allowed" | ErrorData>;
  /** Ends all plugin processes. */
  dispose(): Promise<void>;
}

/** Type only: what `renewal.effect` takes, for the process side of a host. */
export type AnyEffect = Effect<Json>;
