import "@perennial/api";

export type * from "./protocol.js";
export { createEngine, bindEngine } from "./create-engine.js";
export type { EngineServices } from "./create-engine.js";
export { Engine } from "./engine.js";
export type {
  AnyEffect,
  KnownPlugin,
  PluginPort,
  StepCallbacks,
  StepRun,
} from "./ports/plugin-port.js";
export type { ClockPort } from "./ports/clock-port.js";
export type { EntropyPort, FilePort, InboxPort, SecretPort } from "./ports/answer-ports.js";
export type { LogPort } from "./ports/log-port.js";
export type { OwnerPort } from "./ports/owner-port.js";
export type { RandomPort } from "./ports/random-port.js";
export { NoTokens } from "./ports/token-port.js";
export type { MeantToken, TokenPort } from "./ports/token-port.js";
export {
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
export { ProcessOwner } from "./ports/process-owner.js";
export { SystemClock } from "./ports/system-clock.js";
export { SystemRandom } from "./ports/system-random.js";
export { BusinessClock } from "./clock/business-clock.js";
export { PublicHolidays } from "./clock/public-holidays.js";
export { formProblems } from "./answers/form-validator.js";
export type { AnswerProblem } from "./answers/form-validator.js";
export { nearness } from "./renewals/urgency.js";
export type { Nearness } from "./renewals/urgency.js";
export { accountsOf, applicableSteps, holds } from "./renewals/conditions.js";
export { catalogue as engineCatalogue } from "./l10n/index.js";
