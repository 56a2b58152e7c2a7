export { PluginHost } from "./process/plugin-host.js";
export { PluginProcesses } from "./process/plugin-processes.js";
export type { ProcessesSetting } from "./process/plugin-processes.js";
export { bundledRuntime, unbundledRuntime } from "./process/plugin-runtime.js";
export type { PluginRuntime } from "./process/plugin-runtime.js";
export { DEFAULT_LIMITS } from "./process/limits.js";
export type { PluginLimits } from "./process/limits.js";
export { systemTimers } from "./process/timers.js";
export type { Timers } from "./process/timers.js";
export { noLog } from "./process/host-log.js";
export type { HostLog } from "./process/host-log.js";
export type { RunnablePlugin } from "./process/runnable-plugin.js";
export type { StepContext, StepServices, StepServicesFactory } from "./process/step-services.js";

export { BrokerServices } from "./brokers/broker-services.js";
export { HomeFolders } from "./brokers/home-folders.js";
export { Artifacts } from "./brokers/files/artifacts.js";
export { DEFAULT_HTTP_LIMITS } from "./brokers/http/http-limits.js";
export type { HttpLimits } from "./brokers/http/http-limits.js";
export { PkiCertificates, PkiRequests, PkiSignatures, SignerPort } from "./brokers/pki-ports.js";
export {
  BusinessClockPort,
  CertificatePort,
  KeyPort,
  RequestPort,
  SecretRevealer,
  SignaturePort,
} from "./brokers/ports.js";
export { HomeToken, HttpLimitsToken, StoreToken } from "./brokers/tokens.js";
