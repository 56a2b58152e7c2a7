export type * from "./protocol.js";
export type {
  AnyEffect,
  KnownPlugin,
  PluginPort,
  StepCallbacks,
  StepRun,
} from "./ports/plugin-port.js";
