import { resolve } from "node:path";
import { inject, injectable } from "@perennial/api";
import type { Localizer } from "@perennial/l10n";
import { ExitCode } from "../../exit-code.js";
import type { HostIo } from "../../host-io.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { showError } from "../../output/render-error.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import type { PluginBook } from "../../ports/plugin-book.js";
import { renderFinding } from "../plugins-list/render-plugin.js";
import { Io, Out, Plugins, Texts } from "../../tokens.js";

/** `perennial plugins validate`: every finding about a plugin's folder, with a hint each. */
@injectable()
export class PluginsValidateCommand implements Command {
  constructor(
    @inject(Plugins) private readonly plugins: Lazy<PluginBook>,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
    @inject(Io) private readonly io: HostIo,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const { out, texts } = this;
    const folder = resolve(this.io.cwd, args.required("folder"));
    const plugins = await this.plugins.get();
    const inspection = await plugins.validate(folder, { code: !args.negated("code") });
    const { findings, code, refusal } = inspection;
    for (const finding of findings) await renderFinding(finding, out, texts);
    const errors = findings.filter(({ severity }) => severity === "error").length;
    out.line(await say(texts, "plugins.validated", { count: findings.length, errors }));
    if (code !== "loaded") out.line(await say(texts, "plugins.code-not-run", { why: code }));
    if (refusal !== undefined) {
      await showError(refusal, { out, texts, verbose: args.flag("verbose"), inline: true });
    }
    return {
      exitCode: errors === 0 ? ExitCode.done : ExitCode.failed,
      data: plainData({ folder, ...inspection }),
    };
  }
}
