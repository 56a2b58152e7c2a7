import type { ErrorData } from "@perennial/api";
import type { ModuleDescription, TokenView } from "../link/token-views.js";
import type { DiscoveryRemark, FoundModule } from "../modules/found-module.js";
import type { TokenIdentity } from "./token-identity.js";

/** A token in a slot of a module's running process. */
export interface FoundToken {
  readonly module: FoundModule;
  /** The module's handle, hexadecimal; it means nothing to another process. */
  readonly slot: string;
  /** The process the slot is of. */
  readonly pid: number;
  /** Counts within one process: it rises when the token was away. */
  readonly insertion: number;
  /** The reader. */
  readonly reader: string;
  /** Set where that is none, but a slot of a program's own (SoftHSM). */
  readonly ofProgram?: true;
  readonly view: TokenView;
  readonly identity: TokenIdentity;
  /** Why what it holds could not be read. */
  readonly problem?: ErrorData;
}

/** A reader whose token cannot be used, as a foreign card beside the right one. */
export interface UnusableSlot {
  readonly module: FoundModule;
  readonly reader: string;
  readonly problem: ErrorData;
}

/** A module with what became of it. */
export interface ModuleStatus {
  readonly module: FoundModule;
  readonly about?: ModuleDescription;
  readonly problem?: ErrorData;
  /** Milliseconds until it was loaded and its tokens read, or until it failed. */
  readonly elapsed?: number;
}

/** What one module has. */
export interface ModulePart {
  readonly status: ModuleStatus;
  readonly tokens: readonly FoundToken[];
  readonly unusable: readonly UnusableSlot[];
}

/** All there is; a module or slot with a fault is one line of it and hides nothing. */
export interface TokenListing {
  readonly modules: readonly ModuleStatus[];
  readonly tokens: readonly FoundToken[];
  readonly unusable: readonly UnusableSlot[];
  readonly remarks: readonly DiscoveryRemark[];
}
