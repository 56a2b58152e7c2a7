import { token } from "@perennial/api";
import type { ClockPort, EngineProtocol, SecretPort } from "@perennial/engine";
import type { PinSource, TokenServices } from "@perennial/hardware";
import type { Inventory } from "@perennial/inventory";
import type { Localizer } from "@perennial/l10n";
import type { RenewalStore } from "@perennial/store";
import type { AnswerSource } from "./drive/answer-source.js";
import type { Home as HomeType } from "./home/home.js";
import type { HostIo as HostIoType } from "./host-io.js";
import type { Lazy } from "./lazy.js";
import type { LogFile } from "./log/log-file.js";
import type { Output as OutputType } from "./output/output.js";
import type { KeyRing as KeyRingType } from "./ports/key-ring.js";
import type { PluginBook as PluginBookType } from "./ports/plugin-book.js";
import type { Terminal as TerminalType } from "./terminal/terminal.js";
import type { Arguments } from "./parse/arguments.js";

/** The injection tokens of the command line's composition root. */
export const Io = token<HostIoType>("cli.io");
export const HomeFolder = token<HomeType>("cli.home");
export const Texts = token<Localizer>("cli.texts");
export const Out = token<OutputType>("cli.output");
export const Time = token<ClockPort>("cli.clock");
export const Given = token<Arguments>("cli.arguments");
export const Logbook = token<LogFile>("cli.log");
export const Console = token<TerminalType>("cli.terminal");
export const Answers = token<Lazy<AnswerSource>>("cli.answers");
export const Engine = token<Lazy<EngineProtocol>>("cli.engine");
export const Store = token<Lazy<RenewalStore>>("cli.store");
export const Plugins = token<Lazy<PluginBookType>>("cli.plugins");
export const Vault = token<Lazy<SecretPort>>("cli.vault");
export const KeyRing = token<Lazy<KeyRingType>>("cli.keys");
export const Certificates = token<Lazy<Inventory>>("cli.inventory");
/** The PKCS #11 tokens of this machine. */
export const Tokens = token<Lazy<TokenServices>>("cli.token-services");
/** Who gives PINs: the person, or a file that an unattended run was given. */
export const Pins = token<Lazy<PinSource>>("cli.pins");
