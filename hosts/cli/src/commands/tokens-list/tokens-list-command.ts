import { inject, injectable } from "@perennial/api";
import type { FoundToken, ModulePart, TokenListing, TokenServices } from "@perennial/hardware";
import type { Localizer } from "@perennial/l10n";
import { ExitCode } from "../../exit-code.js";
import type { HostIo } from "../../host-io.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { readTokens } from "../../token-views/read-tokens.js";
import { showModule, showToken } from "../../token-views/show-token.js";
import { moduleJson, tokenJson, unusableJson } from "../../token-views/token-json.js";
import { Io, Out, Texts, Tokens } from "../../tokens.js";

/** `perennial tokens list`: every driver and token there is, and what is wrong with one. */
@injectable()
export class TokensListCommand implements Command {
  constructor(
    @inject(Tokens) private readonly tokens: Lazy<TokenServices>,
    @inject(Io) private readonly io: HostIo,
    @inject(Out) readonly out: Output,
    @inject(Texts) readonly texts: Localizer,
  ) {}

  async run(): Promise<CommandResult> {
    const { modules } = await this.tokens.get();
    const shown: FoundToken[] = [];
    const listing = await readTokens(modules, this, this.io, (parts) =>
      this.showEarly(parts, shown),
    );
    await this.show(listing, shown);
    return {
      exitCode: ExitCode.done,
      data: plainData({
        modules: listing.modules.map(moduleJson),
        tokens: listing.tokens.map(tokenJson),
        unusable: listing.unusable.map(unusableJson),
        remarks: listing.remarks,
      }),
    };
  }

  /** What is there while a driver takes long; nobody waits for that to see the others’ tokens. */
  private async showEarly(parts: readonly ModulePart[], shown: FoundToken[]): Promise<void> {
    shown.push(...parts.flatMap(({ tokens }) => tokens));
    if (shown.length === 0) return;
    const { out, texts } = this;
    const count = shown.length;
    out.line(out.style("heading", await say(texts, "tokens.so-far", { count })));
    for (const token of shown) await showToken(token, this);
  }

  private async show(
    { modules, tokens, unusable, remarks }: TokenListing,
    shown: readonly FoundToken[],
  ): Promise<void> {
    const { out, texts } = this;
    const heading = async (key: string, count: number) =>
      out.line(out.style("heading", await say(texts, key, { count })));
    const others = tokens.filter((token) => !shown.includes(token));
    await heading(shown.length > 0 ? "tokens.more" : "tokens.tokens", others.length);
    for (const token of others) await showToken(token, this);
    if (unusable.length > 0) await heading("tokens.unusable", unusable.length);
    for (const { reader, problem } of unusable) {
      const { what } = await texts.error(problem);
      out.line(await say(texts, "pair", { label: reader, value: what }), 2, 4);
    }
    await heading("tokens.modules", modules.length);
    for (const module of modules) await showModule(module, this);
    if (remarks.length > 0) await heading("tokens.remarks", remarks.length);
    for (const remark of remarks) out.line(`- ${(await texts.error(remark)).what}`, 2, 4);
    if (tokens.length > 0 && modules.every(({ problem }) => problem === undefined)) return;
    out.line(await say(texts, "tokens.see-doctor"));
    out.command("perennial tokens doctor", 2);
  }
}
