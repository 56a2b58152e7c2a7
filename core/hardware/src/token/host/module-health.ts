import { token, type ErrorData, type Instant } from "@perennial/api";

/** A module that is not loaded any more because it crashed or hung too often. */
export interface ModuleQuarantine {
  /** Absolute path. */
  readonly module: string;
  readonly since: Instant;
  readonly crashes: number;
  /** What the last crash was. */
  readonly reason: ErrorData;
}

/** Counts crashes of modules and keeps those that crash too often from being loaded. */
export interface ModuleHealth {
  /** @throws PerennialError `token.module-quarantined`. */
  check(module: string): Promise<void>;
  /** Whether a call was not answered in its time in the last minutes. */
  hungLately(module: string): Promise<boolean>;
  /** Records a crash. @returns the quarantine, if this crash was one too many. */
  recordCrash(module: string, reason: ErrorData): Promise<ModuleQuarantine | undefined>;
  quarantines(): Promise<readonly ModuleQuarantine[]>;
  /** Forgets a module's crashes and its quarantine. @returns whether there was one. */
  lift(module: string): Promise<boolean>;
}
export const ModuleHealthToken = token<ModuleHealth>("hardware.module-health");
