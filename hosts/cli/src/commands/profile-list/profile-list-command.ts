import { inject as injectClass } from "tsyringe";
import { inject, injectable } from "@perennial/api";
import type { Localizer } from "@perennial/l10n";
import { ExitCode } from "../../exit-code.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import { pad, textWidth } from "../../output/wrap.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { Profiles } from "../../profiles/profiles.js";
import { Out, Texts } from "../../tokens.js";

/** `perennial profile list`. */
@injectable()
export class ProfileListCommand implements Command {
  constructor(
    @injectClass(Profiles) private readonly profiles: Profiles,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
  ) {}

  async run(): Promise<CommandResult> {
    const { out, texts } = this;
    const profiles = await this.profiles.all();
    if (profiles.length === 0) {
      out.line(await say(texts, "status.empty"));
      out.command("perennial profile add", 2);
    }
    const width = Math.max(0, ...profiles.map(({ id }) => textWidth(id)));
    for (const { id, provider } of profiles)
      out.line(`${pad(id, width)}  ${provider}`, 0, width + 2);
    return { exitCode: ExitCode.done, data: plainData({ profiles }) };
  }
}
