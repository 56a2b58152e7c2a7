import type {
  Contact,
  ErrorData,
  FormSchema,
  Instant,
  Json,
  JsonObject,
  Message,
  Wait,
} from "@perennial/api";
import type { RenewalState } from "@perennial/store";

/**
 * The one protocol between a front end and the engine: plain data both ways, in memory in the
 * command line, over a link in the desktop application and the browser.
 */
export interface EngineProtocol {
  /** Every profile with its accounts, certificates and running renewals. */
  overview(): Promise<Overview>;
  plan(request: { profile: string }): Promise<Plan>;
  /**
   * Begins a renewal for every account of the profile, or for one.
   * @throws PerennialError `renewal.already-running`, `renewal.not-due`, `renewal.left-outside`,
   *   `profile.not-found`, `plugin.not-found`, `policy.*`.
   */
  begin(request: {
    profile: string;
    account?: string;
    force?: boolean;
    /** Ids of cancelled renewals whose effects outside stay, as the person knows: see {@link leftOutside}. */
    despite?: readonly string[];
  }): Promise<readonly RenewalView[]>;
  /**
   * What cancelled renewals of the profile, or of one account, did outside, where no later renewal of
   * the account is done: another one may do it a second time. In the order in which they were begun.
   * @throws PerennialError `profile.not-found`
   */
  leftOutside(request: { profile: string; account?: string }): Promise<readonly LeftOutside[]>;
  /**
   * Drives a renewal until it waits for something that is not there, fails, or is done.
   * @throws PerennialError `renewal.driven-elsewhere`, `renewal.not-found`.
   */
  advance(request: { renewal: string }): Promise<RenewalView>;
  show(request: { renewal: string }): Promise<RenewalDetail>;
  list(request?: { state?: "open" | "all" }): Promise<readonly RenewalView[]>;
  /**
   * Answers the wait that the renewal shows. Secrets in it are kept encrypted, not journaled.
   * @throws PerennialError `answer.invalid` with `params.problems` `[{ path, message }]`,
   *   `answer.not-expected`.
   */
  answer(request: { renewal: string; key: string; value: Json }): Promise<void>;
  /** Gives a file by path: for a file or mail wait, or the `orFile` of a poll. */
  give(request: { renewal: string; key: string; path: string }): Promise<void>;
  /** Settles `order.unknown-outcome`. `reference` is what the outside calls it, if it happened. */
  settle(request: { renewal: string; happened: boolean; reference?: string }): Promise<void>;
  /** Forgets the failure and makes the current step ready again. */
  retry(request: { renewal: string }): Promise<void>;
  goBack(request: { renewal: string; step: string }): Promise<void>;
  cancel(request: { renewal: string }): Promise<RenewalView>;
  /** Looks into the watched folders and at clocks; answers the renewals that can go on. */
  due(): Promise<readonly string[]>;
  /** Judges an operation outside Perennial, for example `send`. */
  guard(request: { profile: string; operation: string }): Promise<"allowed" | ErrorData>;
  onEvent(listener: (event: EngineEvent) => void): { dispose(): void };
}

export type EngineEvent =
  | { readonly type: "step-started"; readonly renewal: string; readonly step: string }
  | {
      readonly type: "step-ended";
      readonly renewal: string;
      readonly step: string;
      readonly outcome: "done" | "skipped";
      readonly notes: readonly Message[];
    }
  | {
      readonly type: "waiting";
      readonly renewal: string;
      readonly step: string;
      readonly wait: Wait;
    }
  | {
      readonly type: "failed";
      readonly renewal: string;
      readonly step: string;
      readonly error: ErrorData;
      readonly retryAt?: Instant;
    }
  | {
      readonly type: "progress";
      readonly renewal: string;
      readonly step: string;
      readonly text: Message;
      readonly done?: number;
      readonly total?: number;
    }
  | {
      readonly type: "note";
      readonly renewal: string;
      readonly step: string;
      readonly text: Message;
    }
  | {
      readonly type: "effect";
      readonly renewal: string;
      readonly step: string;
      readonly key: string;
      readonly state: "intended" | "performed" | "found" | "confirmed" | "in-doubt";
    }
  | { readonly type: "done"; readonly renewal: string }
  | { readonly type: "cancelled"; readonly renewal: string };

export interface StepView {
  readonly name: string;
  /** 1 and up among the steps that apply; absent for one that does not apply to this account. */
  readonly number?: number;
  readonly title: string;
  readonly actor: "person" | "host" | "authority" | "operator";
  readonly state: "done" | "skipped" | "current" | "coming";
  readonly finishedAt?: Instant;
  /** Why it was skipped, or what there is to say about it. */
  readonly remarks: readonly Message[];
}

export interface RenewalView {
  readonly id: string;
  readonly group: string;
  readonly profile: string;
  readonly account: string;
  readonly provider: string;
  readonly pluginId: string;
  readonly pluginVersion: string;
  readonly state: RenewalState;
  readonly step?: StepView;
  /** Of the current step, among those that apply; absent without the plugin's manifest. */
  readonly stepNumber?: number;
  /** How many steps apply; without the plugin's manifest how many there are. */
  readonly stepCount: number;
  /**
   * Why an open renewal cannot go on now, whatever it waits for: its plugin is not installed,
   * disabled or refused by policy. Its steps then have their names for titles, and no numbers.
   */
  readonly blocked?: ErrorData;
  readonly wait?: Wait;
  /**
   * The account whose renewal is waited for and was never begun, or was cancelled: nothing happens
   * until it is begun. Only of a renewal that is looked at by itself.
   */
  readonly waitsForUnbegun?: string;
  readonly wakeAt?: Instant;
  readonly late: boolean;
  readonly error?: ErrorData;
  readonly drivenBy?: { readonly host: string; readonly pid: number };
  /**
   * SHA-256, lower-case hexadecimal, of the files that the step has refused for what it waits for
   * now. Only of a renewal that is looked at by itself.
   */
  readonly refusedFiles?: readonly string[];
  readonly startedAt: Instant;
  readonly updatedAt: Instant;
  readonly finishedAt?: Instant;
}

/** A step that changed something at the authority or the operator. Cancelling withdraws none of it. */
export interface OutsideStep {
  readonly name: string;
  readonly number?: number;
  readonly title: string;
  /** When the last of its effects began. */
  readonly at: Instant;
  /** Keys of the effects. */
  readonly effects: readonly string[];
}

/** What a cancelled renewal did outside. */
export interface LeftOutside {
  readonly renewal: string;
  readonly account: string;
  readonly pluginId: string;
  readonly cancelledAt: Instant;
  readonly steps: readonly OutsideStep[];
}

export interface RenewalDetail extends RenewalView {
  /** What it did outside, and stays there if it is cancelled. */
  readonly outside?: readonly OutsideStep[];
  readonly steps: readonly StepView[];
  readonly effects: readonly {
    readonly step: string;
    readonly key: string;
    readonly state: "intended" | "performed" | "absent";
    readonly at: Instant;
  }[];
  /** The questions of which a step took an answer, whoever gave it. Only of one renewal by itself. */
  readonly answered?: readonly { readonly step: string; readonly key: string }[];
  readonly profileValues: JsonObject;
  readonly contacts: readonly Contact[];
  /** Outputs of the done steps. */
  readonly outputs: { readonly [step: string]: Json };
}

/** How near a certificate's end is. */
export type Urgency = "none" | "notice" | "expired" | "not-yet-valid" | "unknown";

export interface AccountView {
  readonly account: string;
  readonly certificate?: {
    readonly subject: string;
    readonly issuer: string;
    readonly serial: string;
    readonly sha256: string;
    readonly notBefore: Instant;
    readonly notAfter: Instant;
    readonly source: string;
  };
  readonly urgency: Urgency;
  /** When the notice period begins. */
  readonly dueFrom?: Instant;
  /** The provider's own sentence about it. */
  readonly notice?: Message;
  readonly renewal?: RenewalView;
}

export interface ProfileView {
  readonly id: string;
  readonly provider: string;
  readonly providerTitle: string;
  readonly kind: "rekey" | "access-grant";
  readonly pluginId?: string;
  /** Why the profile cannot be renewed now: its plugin is absent, disabled, refused. */
  readonly problem?: ErrorData;
  readonly accounts: readonly AccountView[];
}

export interface Overview {
  readonly at: Instant;
  readonly profiles: readonly ProfileView[];
}

export interface PlanStep {
  readonly name: string;
  readonly title: string;
  readonly actor: "person" | "host" | "authority" | "operator";
  readonly asks: readonly string[];
  /** PKCS #11 URIs of the tokens whose keys it uses, as the profile names them. */
  readonly tokens?: readonly string[];
  readonly takes?: string | readonly [string, string];
}

export interface Plan {
  readonly profile: string;
  readonly provider: string;
  readonly kind: "rekey" | "access-grant";
  readonly pluginId: string;
  readonly pluginVersion: string;
  readonly accounts: readonly {
    readonly account: string;
    readonly steps: readonly PlanStep[];
    /** Sum of the steps' usual times: ISO 8601 durations from–to. */
    readonly takes: readonly [string, string];
  }[];
  readonly contacts: readonly Contact[];
}

/** A provider, for `profile add` and listings. */
export interface ProviderView {
  readonly id: string;
  readonly title: string;
  readonly pluginId: string;
  readonly profile: FormSchema;
}
