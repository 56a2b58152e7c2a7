import type { Json } from "@perennial/api";
import type { ClockPort, EngineProtocol } from "@perennial/engine";
import type { RenewalStore } from "@perennial/store";
import type { Inventory } from "@perennial/inventory";
import type { Home } from "../../home/home.js";
import type { HostIo } from "../../host-io.js";
import type { Lazy } from "../../lazy.js";
import type { KeyRing } from "../../ports/key-ring.js";
import type { PluginBook } from "../../ports/plugin-book.js";

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
}

/** What one check found. Its texts are `doctor.<check>.<what>` and `doctor.<check>.<what>.hint`. */
export interface CheckFinding {
  readonly severity: "ok" | "warning" | "error";
  /** What it is, within the check. */
  readonly what: string;
  readonly args?: { readonly [name: string]: Json };
}

/** One thing that `perennial doctor` looks at. It changes nothing. */
export interface Check {
  /** Stable. */
  readonly id: string;
  run(examined: Examined): Promise<readonly CheckFinding[]>;
}

/** Nothing is wrong. */
export const fine: readonly CheckFinding[] = [{ severity: "ok", what: "ok" }];
