import { inject, injectable } from "@perennial/api";
import type { ClockPort } from "@perennial/engine";
import type { FoundToken, PinSource, TokenObjects, TokenServices } from "@perennial/hardware";
import type { Localizer } from "@perennial/l10n";
import { ExitCode } from "../../exit-code.js";
import type { HostIo } from "../../host-io.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { findToken, matchOf } from "../../token-views/find-token.js";
import { keyEntries } from "../../token-views/key-entries.js";
import { keyJson } from "../../token-views/key-json.js";
import { readTokens } from "../../token-views/read-tokens.js";
import { showKey } from "../../token-views/show-key.js";
import { tokenJson } from "../../token-views/token-json.js";
import { Io, Out, Pins, Texts, Time, Tokens } from "../../tokens.js";

/** `perennial tokens keys`: what a token holds; what is private of it only after a login. */
@injectable()
export class TokensKeysCommand implements Command {
  constructor(
    @inject(Tokens) private readonly tokens: Lazy<TokenServices>,
    @inject(Pins) private readonly pins: Lazy<PinSource>,
    @inject(Time) private readonly clock: ClockPort,
    @inject(Io) private readonly io: HostIo,
    @inject(Out) readonly out: Output,
    @inject(Texts) readonly texts: Localizer,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const { out, texts, io } = this;
    const services = await this.tokens.get();
    const token = findToken(args.required("token"), await readTokens(services.modules, this, io));
    const objects = args.flag("login")
      ? await this.loggedIn(services, token)
      : await services.modules.objects(token, io.interrupt);
    const keys = keyEntries(objects);
    const { label } = token.view;
    out.line(out.style("heading", await say(texts, "tokens.holds", { label, count: keys.length })));
    const now = new Date(this.clock.now()).toISOString();
    for (const key of keys) await showKey(token, key, { out, texts, now });
    const { loggedIn, unreadable } = objects;
    if (unreadable > 0) {
      out.line(out.style("warning", await say(texts, "tokens.unreadable", { count: unreadable })));
    }
    if (!loggedIn && token.view.flags.loginRequired) {
      out.line(await say(texts, "tokens.not-logged-in"));
    }
    return {
      exitCode: ExitCode.done,
      data: plainData({
        token: tokenJson(token),
        loggedIn,
        keys: keys.map((key) => keyJson(token, key)),
        unreadable,
      }),
    };
  }

  /** One PIN entry, one login; the token is left logged out. */
  private async loggedIn(services: TokenServices, token: FoundToken): Promise<TokenObjects> {
    const keys = services.keys(matchOf(token), await this.pins.get());
    await keys.login(this.io.interrupt);
    try {
      return await services.modules.objects(token, this.io.interrupt);
    } finally {
      await keys.logout();
    }
  }
}
