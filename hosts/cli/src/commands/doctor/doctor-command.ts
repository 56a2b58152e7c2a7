import { inject, injectable } from "@perennial/api";
import type { ClockPort, EngineProtocol } from "@perennial/engine";
import type { TokenServices } from "@perennial/hardware";
import type { Inventory } from "@perennial/inventory";
import type { Localizer } from "@perennial/l10n";
import type { RenewalStore } from "@perennial/store";
import type { Home } from "../../home/home.js";
import type { HostIo } from "../../host-io.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import type { KeyRing as KeyRingPort } from "../../ports/key-ring.js";
import type { PluginBook } from "../../ports/plugin-book.js";
import {
  Certificates,
  Engine,
  HomeFolder,
  Io,
  KeyRing,
  Out,
  Plugins,
  Store,
  Texts,
  Time,
  Tokens,
} from "../../tokens.js";
import { modulePlaces } from "../../token-modules/module-places.js";
import { checks } from "./checks/index.js";
import { runChecks } from "./run-checks.js";

/** `perennial doctor`: every check is run, whatever the others found. */
@injectable()
export class DoctorCommand implements Command {
  constructor(
    @inject(HomeFolder) private readonly home: Home,
    @inject(Io) private readonly io: HostIo,
    @inject(Time) private readonly clock: ClockPort,
    @inject(Store) private readonly store: Lazy<RenewalStore>,
    @inject(Engine) private readonly engine: Lazy<EngineProtocol>,
    @inject(Plugins) private readonly plugins: Lazy<PluginBook>,
    @inject(KeyRing) private readonly keys: Lazy<KeyRingPort>,
    @inject(Certificates) private readonly inventory: Lazy<Inventory>,
    @inject(Tokens) private readonly tokens: Lazy<TokenServices>,
    @inject(Out) readonly out: Output,
    @inject(Texts) readonly texts: Localizer,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const { home, io, clock, store, engine, plugins, keys, inventory, tokens } = this;
    const examined = { home, io, clock, store, engine, plugins, keys, inventory, tokens };
    const places = modulePlaces(args.texts("module"), home.folder, io);
    return runChecks(checks, { ...examined, places, nodeVersion: process.version }, this);
  }
}
