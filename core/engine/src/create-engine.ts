import type { Token } from "@perennial/api";
import { RenewalStoreToken, type RenewalStore } from "@perennial/store";
import { container, type DependencyContainer } from "tsyringe";
import { Answers } from "./answers/answers.js";
import { Drives, EngineContainer } from "./drive/drives.js";
import { Journals } from "./drive/journals.js";
import { Leases } from "./drive/leases.js";
import { PinnedPlugin } from "./drive/pinned-plugin.js";
import { RetryPolicy } from "./drive/retry-policy.js";
import { EngineEvents } from "./engine-events.js";
import { Engine } from "./engine.js";
import type { EntropyPort, FilePort, InboxPort, SecretPort } from "./ports/answer-ports.js";
import type { ClockPort } from "./ports/clock-port.js";
import type { LogPort } from "./ports/log-port.js";
import type { OwnerPort } from "./ports/owner-port.js";
import type { PluginPort } from "./ports/plugin-port.js";
import { ProcessOwner } from "./ports/process-owner.js";
import type { RandomPort } from "./ports/random-port.js";
import { SystemRandom } from "./ports/system-random.js";
import { NoTokens, type TokenPort } from "./ports/token-port.js";
import {
  ClockPortToken,
  EntropyPortToken,
  FilePortToken,
  InboxPortToken,
  LogPortToken,
  OwnerPortToken,
  PluginPortToken,
  RandomPortToken,
  SecretPortToken,
  TokenPortToken,
} from "./ports/tokens.js";
import { Providers } from "./read/providers.js";
import { RenewalViews } from "./read/renewal-views.js";
import { CancelledEffects } from "./renewals/cancelled-effects.js";
import { Resumption } from "./renewals/resumption.js";
import { Settlements } from "./renewals/settlements.js";
import { FileIntake } from "./waits/file-intake.js";
import { Siblings } from "./waits/siblings.js";
import { Waits } from "./waits/waits.js";

/** What the engine needs of its host. */
export interface EngineServices {
  readonly store: RenewalStore;
  readonly plugins: PluginPort;
  readonly clock: ClockPort;
  readonly secrets: SecretPort;
  readonly entropy: EntropyPort;
  readonly files: FilePort;
  readonly inbox: InboxPort;
  readonly log: LogPort;
  /** Default: none; then a person says when a token is there. */
  readonly tokens?: TokenPort;
  /** Default: the system's. */
  readonly random?: RandomPort;
  /** Default: this process. */
  readonly owner?: OwnerPort;
}

/** Services that live as long as the engine; the rest is made for each drive. */
const shared = [
  Answers,
  CancelledEffects,
  Drives,
  EngineEvents,
  FileIntake,
  Journals,
  Leases,
  PinnedPlugin,
  Providers,
  RenewalViews,
  Resumption,
  RetryPolicy,
  Settlements,
  Siblings,
  Waits,
];

/**
 * Registers the engine in a container in which its ports are registered under their tokens, and
 * makes it there.
 */
export function bindEngine(scope: DependencyContainer): Engine {
  scope.registerInstance(EngineContainer.symbol, scope);
  for (const type of shared) scope.registerSingleton<unknown>(type);
  return scope.resolve(Engine);
}

/** Makes an engine in a container of its own. */
export function createEngine(services: EngineServices): Engine {
  const scope = container.createChildContainer();
  const bind = <T>(token: Token<T>, instance: T) => scope.registerInstance(token.symbol, instance);
  bind(RenewalStoreToken, services.store);
  bind(PluginPortToken, services.plugins);
  bind(ClockPortToken, services.clock);
  bind(SecretPortToken, services.secrets);
  bind(EntropyPortToken, services.entropy);
  bind(FilePortToken, services.files);
  bind(InboxPortToken, services.inbox);
  bind(LogPortToken, services.log);
  bind(TokenPortToken, services.tokens ?? new NoTokens());
  bind(RandomPortToken, services.random ?? new SystemRandom());
  bind(OwnerPortToken, services.owner ?? new ProcessOwner());
  return bindEngine(scope);
}
