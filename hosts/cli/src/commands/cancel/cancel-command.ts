import { inject, injectable, PerennialError } from "@perennial/api";
import type { EngineProtocol, RenewalDetail, RenewalView } from "@perennial/engine";
import type { Localizer } from "@perennial/l10n";
import { ExitCode } from "../../exit-code.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import { showOutside } from "../../output/show-outside.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { askYesNo } from "../../questions/ask-yes-no.js";
import type { Terminal } from "../../terminal/terminal.js";
import { oneNamed } from "../../read/named-renewals.js";
import { Console, Engine, Out, Texts } from "../../tokens.js";

/** `perennial cancel`: ends a renewal for good; the working certificate stays. */
@injectable()
export class CancelCommand implements Command {
  constructor(
    @inject(Engine) private readonly engine: Lazy<EngineProtocol>,
    @inject(Console) private readonly terminal: Terminal,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const { out, texts, terminal } = this;
    const engine = await this.engine.get();
    const renewal = await oneNamed(engine, args.required("renewal"));
    const before = await engine.show({ renewal });
    if (!args.flag("yes")) {
      if (!terminal.interactive) throw new PerennialError("usage.confirm", { command: "cancel" });
      await this.tellOutside(before, "cancel.outside");
      const question = await say(texts, "cancel.confirm", { renewal, profile: before.profile });
      if (!(await askYesNo({ out, texts, terminal }, question, false))) {
        out.line(await say(texts, "cancel.kept", { renewal }));
        return { exitCode: ExitCode.done, data: plainData({ cancelled: false, renewal: before }) };
      }
    }
    const view = await engine.cancel({ renewal });
    out.line(await say(texts, outcomeText(view.state), { renewal }));
    const after = await engine.show({ renewal });
    if (view.state === "cancelled") await this.tellOutside(after, "cancel.outside-stays");
    // What its last step had begun was found to have happened: nothing was left to cancel.
    const cancelled = view.state !== "done";
    const { outside = [] } = after;
    return {
      exitCode: ExitCode.done,
      data: plainData({ cancelled, renewal: view, ...(cancelled ? { outside } : {}) }),
    };
  }

  /** What it has done at the authority or the operator. */
  private async tellOutside(
    { outside = [], pluginId }: RenewalDetail,
    text: string,
  ): Promise<void> {
    const { out, texts } = this;
    if (outside.length === 0) return;
    out.line(await say(texts, text, { count: outside.length }));
    await showOutside({ out, texts }, outside, pluginId);
  }
}

function outcomeText(state: RenewalView["state"]): string {
  if (state === "done") return "cancel.too-late";
  return state === "cancelled" ? "cancel.done" : "cancel.requested";
}
