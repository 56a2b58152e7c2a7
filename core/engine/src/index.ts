export type * from "./protocol.js";
export type {
  AnyEffect,
  KnownPlugin,
  PluginPort,
  StepCallbacks,
  StepRun,
} from "./ports/plugin-port.js";
export type { ClockPort } from "./ports/clock-port.js";
export type { EntropyPort, FilePort, InboxPort, SecretPort } from "./ports/answer-ports.js";
