import { inject, injectable } from "@perennial/api";
import type { Localizer } from "@perennial/l10n";
import { ExitCode } from "../../exit-code.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import type { KeyRing as KeyRingPort } from "../../ports/key-ring.js";
import { KeyRing, Out, Texts } from "../../tokens.js";

/** `perennial keys list`: the key pairs of the embedded store; nothing secret of them. */
@injectable()
export class KeysListCommand implements Command {
  constructor(
    @inject(KeyRing) private readonly keys: Lazy<KeyRingPort>,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
  ) {}

  async run(): Promise<CommandResult> {
    const { out, texts } = this;
    const ring = await this.keys.get();
    const keys = await ring.list();
    if (keys.length === 0) {
      out.line(await say(texts, (await ring.exists()) ? "keys.empty" : "keys.no-store"));
    }
    for (const { id, algorithm, label, spkiHash } of keys) {
      out.line(`${out.style("heading", id)}  ${algorithm}  ${label}`, 0, 2);
      out.line(out.style("quiet", await say(texts, "keys.facts", { spkiHash })), 2, 4);
    }
    return { exitCode: ExitCode.done, data: plainData({ keys }) };
  }
}
