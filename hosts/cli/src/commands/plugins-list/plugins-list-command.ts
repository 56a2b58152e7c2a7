import { inject, injectable } from "@perennial/api";
import type { Localizer } from "@perennial/l10n";
import { ExitCode } from "../../exit-code.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import type { PluginBook } from "../../ports/plugin-book.js";
import { Out, Plugins, Texts } from "../../tokens.js";
import { renderPlugin } from "./render-plugin.js";

/** `perennial plugins list`: the plugins there are, from their manifests alone. */
@injectable()
export class PluginsListCommand implements Command {
  constructor(
    @inject(Plugins) private readonly plugins: Lazy<PluginBook>,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
  ) {}

  async run(): Promise<CommandResult> {
    const plugins = await (await this.plugins.get()).list();
    if (plugins.length === 0) this.out.line(await say(this.texts, "plugins.empty"));
    for (const plugin of plugins) await renderPlugin(plugin, this.out, this.texts);
    return { exitCode: ExitCode.done, data: plainData({ plugins }) };
  }
}
