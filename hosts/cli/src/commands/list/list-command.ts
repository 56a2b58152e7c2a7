import { inject, injectable } from "@perennial/api";
import type { EngineProtocol, RenewalView } from "@perennial/engine";
import type { Localizer } from "@perennial/l10n";
import { waitsFor } from "../../drive/describe-wait.js";
import { ExitCode } from "../../exit-code.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { labelOf } from "../../questions/asking.js";
import { Engine, Out, Texts } from "../../tokens.js";

/** `perennial list`: open renewals, or all there ever were. */
@injectable()
export class ListCommand implements Command {
  constructor(
    @inject(Engine) private readonly engine: Lazy<EngineProtocol>,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const engine = await this.engine.get();
    const renewals = await engine.list({ state: args.flag("all") ? "all" : "open" });
    if (renewals.length === 0) this.out.line(await say(this.texts, "list.empty"));
    for (const view of renewals) await this.render(view);
    return { exitCode: ExitCode.done, data: plainData({ renewals }) };
  }

  private async render(view: RenewalView): Promise<void> {
    const { out, texts } = this;
    out.line(out.style("heading", view.id));
    const title = await labelOf({ texts, owner: view.pluginId }, view.step?.title ?? "");
    const args = { number: view.stepNumber ?? 0, count: view.stepCount, title };
    out.line(await say(texts, `status.renewal-${view.state}`, args), 2);
    if (view.state === "waiting") out.line(await waitsFor({ out, texts }, view), 2);
    const times = {
      begun: texts.dateTime(view.startedAt),
      changed: texts.dateTime(view.updatedAt),
    };
    out.line(out.style("quiet", await say(texts, "list.times", times)), 2);
  }
}
