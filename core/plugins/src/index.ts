export { PluginHost } from "./process/plugin-host.js";
export { PluginInspection } from "./process/plugin-inspection.js";
export type { Inspection } from "./process/plugin-inspection.js";
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
export { HardwareKeys } from "./brokers/hardware-keys.js";
export { KeyPlaces, keyRecord } from "./brokers/key-places.js";
export { ModuleTokenLook } from "./brokers/tokens/module-token-look.js";
export { TokenLookPort } from "./brokers/tokens/token-look.js";
export type {
  HeldCertificate,
  HeldKey,
  LookedToken,
  LookProblem,
  TokensLooked,
} from "./brokers/tokens/token-look.js";
export { RoutedKeys } from "./brokers/routed-keys.js";
export { TokenPlaces } from "./brokers/token-places.js";
export type { OtherTokenQuestion, TokenConfirmation } from "./brokers/token-identity-check.js";
export type { TokenSource } from "./brokers/token-places.js";
export { HomeFolders } from "./brokers/home-folders.js";
export { Artifacts } from "./brokers/files/artifacts.js";
export { ComputerProxy } from "./brokers/http/proxy/computer-proxy.js";
export type { ProxySetting } from "./brokers/http/proxy/computer-proxy.js";
export { ProxyPort } from "./brokers/http/proxy/proxy-port.js";
export { DEFAULT_HTTP_LIMITS } from "./brokers/http/http-limits.js";
export type { HttpLimits } from "./brokers/http/http-limits.js";
export { bindPki } from "./brokers/bind-pki.js";
export { SignerPort } from "./brokers/pki-ports.js";
export { BusinessClockPort, KeyPort, SecretRevealer } from "./brokers/ports.js";
export { HomeToken, HttpLimitsToken, StoreToken } from "./brokers/tokens.js";

export { applyFixes } from "./manifest/apply-fixes.js";
export { apiVersion } from "./manifest/api-version.js";
export type { Finding, Fix, PatchOperation, Severity } from "./manifest/finding.js";
export { covers, hostMatches, parseHostPattern } from "./manifest/host-pattern.js";
export type { HostPattern, HostProblem } from "./manifest/host-pattern.js";
export { validatePlugin } from "./manifest/validate-plugin.js";
export type { PluginValidation } from "./manifest/validate-plugin.js";
export { canTakeOver } from "./manifest/versions.js";

export { FolderPluginCatalogue } from "./catalogue/folder-plugin-catalogue.js";
export type { InstalledPlugin, PluginListing } from "./catalogue/installed-plugin.js";
export { PluginCatalogue } from "./catalogue/plugin-catalogue.js";
export { PluginFolders } from "./catalogue/plugin-folders.js";
export { PluginSwitches } from "./catalogue/plugin-switches.js";

export { FilePolicyGate, PolicyFiles } from "./policy/file-policy-gate.js";
export { PolicyGate } from "./policy/policy-gate.js";
export type { PolicyInForce } from "./policy/policy-gate.js";
export { policyFiles } from "./policy/policy-locations.js";
export type { PolicyLocation } from "./policy/policy-locations.js";
export type { PermissionLimits, Policy, PolicyRule } from "./policy/policy.js";
export type { PluginSourceKind, PolicySubject, RefusingRule, Verdict } from "./policy/verdict.js";

export { PluginHealth } from "./health/plugin-health.js";
export type { Quarantine } from "./health/plugin-health.js";
export { StorePluginHealth } from "./health/store-plugin-health.js";

export { catalogue as pluginsCatalogue } from "./l10n/index.js";
