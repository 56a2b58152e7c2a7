import { inject, injectable } from "@perennial/api";
import type { Localizer } from "@perennial/l10n";
import { ExitCode } from "../../exit-code.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import type { PluginBook } from "../../ports/plugin-book.js";
import { Out, Plugins, Texts } from "../../tokens.js";

/** `perennial plugins disable`. */
@injectable()
export class PluginsDisableCommand implements Command {
  constructor(
    @inject(Plugins) private readonly plugins: Lazy<PluginBook>,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const plugin = args.required("plugin");
    await (await this.plugins.get()).disable(plugin);
    this.out.line(await say(this.texts, "plugins.now-disabled", { plugin }));
    return { exitCode: ExitCode.done, data: plainData({ plugin, enabled: false }) };
  }
}
