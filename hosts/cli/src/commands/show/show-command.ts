import { existsSync } from "node:fs";
import { inject, injectable, PerennialError } from "@perennial/api";
import type { ClockPort, EngineProtocol, RenewalDetail } from "@perennial/engine";
import type { Localizer } from "@perennial/l10n";
import type { Home } from "../../home/home.js";
import type { HostIo } from "../../host-io.js";
import type { Lazy } from "../../lazy.js";
import { blockedCode } from "../../output/blocked-code.js";
import { briefRenewal } from "../../output/brief-renewal.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { isNamed } from "../../read/named-renewals.js";
import { Engine, HomeFolder, Io, Out, Texts, Time } from "../../tokens.js";
import { renderRenewal, renderState } from "./render-renewal.js";

/** Milliseconds between looks while following. */
const followEvery = 500;

/** `perennial show`: one renewal with its steps, or every open one; `--follow` until it is over. */
@injectable()
export class ShowCommand implements Command {
  constructor(
    @inject(Engine) private readonly engine: Lazy<EngineProtocol>,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
    @inject(Time) private readonly clock: ClockPort,
    @inject(Io) private readonly io: HostIo,
    @inject(HomeFolder) private readonly home: Home,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const engine = await this.engine.get();
    const { out, texts } = this;
    const ids = await this.choose(engine, args.text("renewal"));
    const details = await Promise.all(ids.map((renewal) => engine.show({ renewal })));
    if (details.length === 0) {
      out.line(await say(texts, "list.empty"));
      out.command("perennial list --all", 2);
    }
    // Who named none wants to know which there are.
    const isChoice = args.text("renewal") === undefined && details.length > 1;
    for (const [index, detail] of details.entries()) {
      if (index > 0) out.line();
      if (isChoice) await briefRenewal(detail, out, texts);
      else await renderRenewal(detail, out, texts, this.home);
    }
    if (isChoice) {
      out.line();
      out.line(await say(texts, "show.choose"));
      for (const { id } of details) out.command(`perennial show ${id}`, 2);
    }
    if (!args.flag("follow")) {
      return { exitCode: blockedCode(details), data: plainData({ renewals: details }) };
    }
    const last = await this.follow(engine, details);
    return { exitCode: blockedCode(last), data: plainData({ renewals: last }) };
  }

  private async choose(
    engine: EngineProtocol,
    name: string | undefined,
  ): Promise<readonly string[]> {
    const all =
      name === undefined
        ? await engine.list({ state: "open" })
        : await engine.list({ state: "all" });
    const own = all.filter((view) => name === undefined || isNamed(view, name));
    return own.length === 0 && name !== undefined ? [name] : own.map(({ id }) => id);
  }

  /** Another process drives them; its journal is read again and again. */
  private async follow(
    engine: EngineProtocol,
    details: readonly RenewalDetail[],
  ): Promise<readonly RenewalDetail[]> {
    const seen = new Map(details.map((detail) => [detail.id, detail]));
    while (this.io.interrupt?.aborted !== true && [...seen.values()].some(isOpen)) {
      await this.clock.sleep(followEvery, this.io.interrupt);
      // An open journal can be read on after its folder was removed; nothing would ever change in it.
      if (!existsSync(this.home.folder)) {
        throw new PerennialError("cli.home-gone", { folder: this.home.folder });
      }
      for (const before of [...seen.values()].filter(isOpen)) {
        const now = await engine.show({ renewal: before.id });
        if (now.updatedAt === before.updatedAt && now.state === before.state) continue;
        seen.set(now.id, now);
        const event = { perennial: 1, command: "show", event: "changed", renewal: now };
        await this.out.show(event, this.texts);
        await renderState(now, before, this.out, this.texts, this.home);
      }
    }
    return [...seen.values()];
  }
}

function isOpen({ state }: RenewalDetail): boolean {
  return state !== "done" && state !== "cancelled";
}
