import { inject, injectable } from "@perennial/api";
import type { TokenServices } from "@perennial/hardware";
import type { Localizer } from "@perennial/l10n";
import type { Home } from "../../home/home.js";
import type { HostIo } from "../../host-io.js";
import { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { modulePlaces } from "../../token-modules/module-places.js";
import { readTokens } from "../../token-views/read-tokens.js";
import { HomeFolder, Io, Out, Texts, Tokens } from "../../tokens.js";
import { runChecks } from "../doctor/run-checks.js";
import { tokenChecks } from "./checks/index.js";

/** `perennial tokens doctor`: what a support desk asks first. No PIN is asked for. */
@injectable()
export class TokensDoctorCommand implements Command {
  constructor(
    @inject(Tokens) private readonly tokens: Lazy<TokenServices>,
    @inject(HomeFolder) private readonly home: Home,
    @inject(Io) private readonly io: HostIo,
    @inject(Out) readonly out: Output,
    @inject(Texts) readonly texts: Localizer,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const { io, home } = this;
    const services = await this.tokens.get();
    const places = modulePlaces(args.texts("module"), home.folder, io);
    const platform = io.platform ?? process.platform;
    const listing = new Lazy(() => readTokens(services.modules, this, io));
    return runChecks(tokenChecks, { io, platform, places, services, listing }, this);
  }
}
