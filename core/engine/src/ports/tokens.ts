import { token } from "@perennial/api";
import type { EntropyPort, FilePort, InboxPort, SecretPort } from "./answer-ports.js";
import type { ClockPort } from "./clock-port.js";
import type { LogPort } from "./log-port.js";
import type { OwnerPort } from "./owner-port.js";
import type { PluginPort } from "./plugin-port.js";
import type { RandomPort } from "./random-port.js";
import type { TokenPort } from "./token-port.js";

/** What the engine asks of its host: one token of each port. The journal's is `RenewalStoreToken`. */
export const ClockPortToken = token<ClockPort>("engine.clock");
export const EntropyPortToken = token<EntropyPort>("engine.entropy");
export const FilePortToken = token<FilePort>("engine.files");
export const InboxPortToken = token<InboxPort>("engine.inbox");
export const LogPortToken = token<LogPort>("engine.log");
export const OwnerPortToken = token<OwnerPort>("engine.owner");
export const PluginPortToken = token<PluginPort>("engine.plugins");
export const RandomPortToken = token<RandomPort>("engine.random");
export const SecretPortToken = token<SecretPort>("engine.secrets");
export const TokenPortToken = token<TokenPort>("engine.tokens");
