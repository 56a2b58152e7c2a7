import { inject, injectable, PerennialError } from "@perennial/api";
import type { ClockPort } from "@perennial/engine";
import type { TokenServices } from "@perennial/hardware";
import type { Localizer } from "@perennial/l10n";
import type { RenewalStore } from "@perennial/store";
import { ExitCode } from "../../exit-code.js";
import type { HostIo } from "../../host-io.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { askYesNo } from "../../questions/ask-yes-no.js";
import type { Terminal } from "../../terminal/terminal.js";
import { findToken } from "../../token-views/find-token.js";
import { readTries, showTries } from "../../token-views/pin-tries.js";
import { readTokens } from "../../token-views/read-tokens.js";
import { showToken } from "../../token-views/show-token.js";
import { tokenJson } from "../../token-views/token-json.js";
import { Console, Io, Out, Store, Texts, Time, Tokens } from "../../tokens.js";

/**
 * `perennial tokens unblocked`: a person says that the PIN was unblocked elsewhere. Only Perennial's
 * own count is forgotten; nothing is sent to the token, and no PUK is ever asked for.
 */
@injectable()
export class TokensUnblockedCommand implements Command {
  constructor(
    @inject(Tokens) private readonly tokens: Lazy<TokenServices>,
    @inject(Store) private readonly store: Lazy<RenewalStore>,
    @inject(Console) private readonly terminal: Terminal,
    @inject(Time) private readonly clock: ClockPort,
    @inject(Io) private readonly io: HostIo,
    @inject(Out) readonly out: Output,
    @inject(Texts) readonly texts: Localizer,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const { out, texts } = this;
    const { modules, ledger } = await this.tokens.get();
    const token = findToken(args.required("token"), await readTokens(modules, this, this.io));
    const { label, serial } = token.view;
    const tries = await readTries(ledger, token, undefined);
    await showToken(token, this);
    await showTries(tries, this);
    out.line(await say(texts, "tokens.about-puk"));
    if (!(await this.isConfirmed(args, label))) {
      out.line(await say(texts, "tokens.tries-kept"));
      return this.result({ token: tokenJson(token), forgotten: 0, confirmed: false });
    }
    const forgotten = await ledger.forget(token.identity);
    const at = new Date(this.clock.now()).toISOString();
    const data = { label, serial, forgotten };
    await (await this.store.get()).audit({ event: "token.said-unblocked", data }, at);
    out.line(await say(texts, "tokens.tries-forgotten", { count: forgotten }));
    return this.result({ token: tokenJson(token), forgotten, confirmed: true });
  }

  private async isConfirmed(args: Arguments, label: string): Promise<boolean> {
    const { terminal, texts, out } = this;
    if (args.flag("yes")) return true;
    if (!terminal.interactive) {
      throw new PerennialError("usage.confirm", { command: "tokens unblocked" });
    }
    const question = await say(texts, "tokens.confirm-unblocked", { label });
    return askYesNo({ terminal, texts, out }, question, false);
  }

  private result(data: object): CommandResult {
    return { exitCode: ExitCode.done, data: plainData(data) };
  }
}
