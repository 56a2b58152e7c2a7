import { inject, injectable } from "@perennial/api";
import type { EngineProtocol } from "@perennial/engine";
import type { Localizer } from "@perennial/l10n";
import type { Lazy } from "../../lazy.js";
import { blockedCode } from "../../output/blocked-code.js";
import { briefRenewal } from "../../output/brief-renewal.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
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
    const { out, texts } = this;
    const all = args.flag("all");
    const renewals = await engine.list({ state: all ? "all" : "open" });
    if (renewals.length === 0) {
      out.line(await say(texts, all ? "list.never" : "list.empty"));
      if (!all) out.command("perennial list --all", 2);
    }
    for (const [index, view] of renewals.entries()) {
      if (index > 0) out.line();
      await briefRenewal(view, out, texts);
    }
    return { exitCode: blockedCode(renewals), data: plainData({ renewals }) };
  }
}
