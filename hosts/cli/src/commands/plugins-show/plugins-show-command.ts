import { inject, injectable, PerennialError } from "@perennial/api";
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
import { renderFinding, renderPlugin } from "../plugins-list/render-plugin.js";

/** `perennial plugins show`: every version of a plugin that is there, and what it may use. */
@injectable()
export class PluginsShowCommand implements Command {
  constructor(
    @inject(Plugins) private readonly plugins: Lazy<PluginBook>,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const { out, texts } = this;
    const id = args.required("plugin");
    const all = await (await this.plugins.get()).list();
    const plugins = all.filter((plugin) => plugin.id === id);
    if (plugins.length === 0) throw notFound(id, all);
    for (const plugin of plugins) {
      await renderPlugin(plugin, out, texts);
      out.line(await say(texts, "plugins.folder", { folder: plugin.folder }), 2, 4);
      out.line(await say(texts, "plugins.permissions"), 2);
      for (const permission of plugin.permissions) {
        out.line(`- ${await texts.text(permission)}`, 4, 6);
      }
      for (const finding of plugin.findings) await renderFinding(finding, out, texts);
    }
    return { exitCode: ExitCode.done, data: plainData({ plugins }) };
  }
}

function notFound(plugin: string, all: readonly { readonly id?: string }[]): PerennialError {
  const known = [...new Set(all.flatMap(({ id }) => id ?? []))].toSorted();
  const params = { plugin, available: known, count: known.length };
  return new PerennialError("plugin.not-found", params);
}
