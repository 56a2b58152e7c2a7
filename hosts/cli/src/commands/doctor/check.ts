import type { ErrorData, Json } from "@perennial/api";
import type { ClockPort, EngineProtocol } from "@perennial/engine";
import type { TokenServices } from "@perennial/hardware";
import type { RenewalStore } from "@perennial/store";
import type { Inventory } from "@perennial/inventory";
import type { Home } from "../../home/home.js";
import type { HostIo } from "../../host-io.js";
import type { Lazy } from "../../lazy.js";
import type { KeyRing } from "../../ports/key-ring.js";
import type { PluginBook } from "../../ports/plugin-book.js";
import type { ModulePlace } from "../../token-modules/module-places.js";

/** What the checks look at. */
export interface Examined {
  readonly home: Home;
  readonly io: HostIo;
  readonly clock: ClockPort;
  readonly nodeVersion: string;
  readonly store: Lazy<RenewalStore>;
  readonly engine: Lazy<EngineProtocol>;
  readonly plugins: Lazy<PluginBook>;
  readonly keys: Lazy<KeyRing>;
  readonly inventory: Lazy<Inventory>;
  readonly tokens: Lazy<TokenServices>;
  /** Where token drivers are looked for. */
  readonly places: readonly ModulePlace[];
}

export type Severity = "ok" | "warning" | "error";

/**
 * What one check found. Its texts are `doctor.<check>.<what>` and `doctor.<check>.<what>.hint`, or
 * those of an error.
 */
export type CheckFinding =
  | {
      readonly severity: Severity;
      /** What it is, within the check. */
      readonly what: string;
      readonly args?: { readonly [name: string]: Json };
    }
  | {
      readonly severity: "warning" | "error";
      readonly error: ErrorData;
      /** What it is about, shown before the error's text. */
      readonly about?: string;
    };

/** One thing that a doctor looks at. It changes nothing. */
export interface Check<T = Examined> {
  /** Stable. */
  readonly id: string;
  run(examined: T): Promise<readonly CheckFinding[]>;
}

/** Nothing is wrong. */
export const fine: readonly CheckFinding[] = [{ severity: "ok", what: "ok" }];
