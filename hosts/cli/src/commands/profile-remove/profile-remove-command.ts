import { inject as injectClass } from "tsyringe";
import { inject, injectable, PerennialError } from "@perennial/api";
import type { Localizer } from "@perennial/l10n";
import { ExitCode } from "../../exit-code.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { Profiles } from "../../profiles/profiles.js";
import { askYesNo } from "../../questions/ask-yes-no.js";
import type { Terminal } from "../../terminal/terminal.js";
import { Console, Out, Texts } from "../../tokens.js";

/** `perennial profile remove`: the profile and its secrets; keys and certificates stay. */
@injectable()
export class ProfileRemoveCommand implements Command {
  constructor(
    @injectClass(Profiles) private readonly profiles: Profiles,
    @inject(Console) private readonly terminal: Terminal,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const { out, texts, terminal } = this;
    const profile = args.required("profile");
    await this.profiles.find(profile);
    if (!args.flag("yes")) {
      if (!terminal.interactive) {
        throw new PerennialError("usage.confirm", { command: "profile remove" });
      }
      const question = await say(texts, "profile.confirm-remove", { profile });
      if (!(await askYesNo({ out, texts, terminal }, question, false))) {
        out.line(await say(texts, "profile.kept", { profile }));
        return { exitCode: ExitCode.done, data: plainData({ profile, removed: false }) };
      }
    }
    await this.profiles.remove(profile);
    out.line(await say(texts, "profile.removed", { profile }));
    return { exitCode: ExitCode.done, data: plainData({ profile, removed: true }) };
  }
}
