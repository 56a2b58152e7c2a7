import type { LuxtrustProfileValues } from "../harness/index.js";
import type { LuxtrustSimulatorOptions } from "../simulators/luxtrust/index.js";

export type Contract = "business" | "sort";

/** What an unattended run is given. */
export interface AnswersFile {
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly settle?: Readonly<Record<string, { happened: boolean; reference?: string }>>;
}

/** Answers to everything that the portal way asks. */
export const allAnswers: Readonly<Record<string, unknown>> = {
  "*/confirm-personal-data/*": true,
  "*/generate-keys/*": "system",
  "*/*/password-1": { sofiePassword: { file: "password" } },
  "*/install-configuration/*": true,
  "*/send-report/*": true,
  "*/back-up/*": true,
};

/** A token of a PKCS #11 module, and its PIN. */
export interface TokenInUse {
  readonly place: string;
  readonly modulePath: string;
  /** What a process needs to load the module. */
  readonly environment: Readonly<Record<string, string>>;
  readonly pin: string;
}

export interface WorldOptions {
  readonly contract?: Contract;
  readonly values?: LuxtrustProfileValues;
  readonly simulator?: LuxtrustSimulatorOptions;
  /** Days until the old certificate ends. Default 12. */
  readonly daysLeft?: number;
  /** Whether the profile's roots hold the issuing authority too. Default `false`. */
  readonly issuerKnown?: boolean;
  /** The token that the profile's keys live on, as a key place. */
  readonly token?: TokenInUse;
  /** Whether mails are saved into the watched folder. Default `true`. */
  readonly mails?: boolean;
  /**
   * The instant at which both the simulator's and the command line's clock stand until they are
   * moved; `"soon"` is a minute from now, so that every file counts as complete at once. Without it
   * both run with the system's clock.
   */
  readonly now?: Date | "soon";
}
