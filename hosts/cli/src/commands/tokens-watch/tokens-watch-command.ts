import { inject, injectable, PerennialError } from "@perennial/api";
import type { ClockPort } from "@perennial/engine";
import type { TokenServices } from "@perennial/hardware";
import type { Localizer } from "@perennial/l10n";
import { readDuration } from "../../drive/patience.js";
import { ExitCode } from "../../exit-code.js";
import type { HostIo } from "../../host-io.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { tokenJson } from "../../token-views/token-json.js";
import { tokenName } from "../../token-views/token-name.js";
import { Io, Out, Texts, Time, Tokens } from "../../tokens.js";
import { TokenEvents, type TokenEvent } from "./token-events.js";
import { Awaited, type AwaitedEvent } from "./awaited.js";

/** The reader's own time of day, of the same width always. */
const timeStyle = {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
} as const;

/** `perennial tokens watch`: tells of tokens that come, go and change, or waits for one of them. */
@injectable()
export class TokensWatchCommand implements Command {
  constructor(
    @inject(Tokens) private readonly tokens: Lazy<TokenServices>,
    @inject(Time) private readonly clock: ClockPort,
    @inject(Io) private readonly io: HostIo,
    @inject(Out) readonly out: Output,
    @inject(Texts) readonly texts: Localizer,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const { out, texts } = this;
    const event = args.text("for") as AwaitedEvent | undefined;
    const named = args.text("token");
    if ((event === undefined) !== (named === undefined)) {
      throw new PerennialError("usage.watch-for");
    }
    const wait = args.text("wait-for");
    const limit = wait === undefined ? undefined : readDuration(wait);
    const awaited =
      event === undefined || named === undefined ? undefined : new Awaited(event, named);
    if (awaited === undefined) out.line(await say(texts, "tokens.watch-begun"));
    else out.line(await say(texts, "tokens.watch-for", { event: event ?? "", token: named ?? "" }));
    const ended = await this.follow(awaited, limit);
    const happened = ended === "happened";
    if (awaited === undefined) out.line(await say(texts, "tokens.watch-ended"));
    else if (!happened) out.line(await say(texts, "tokens.watch-not-seen"));
    const data =
      awaited === undefined ? { stopped: true } : { waitedFor: event, token: named, happened };
    if (ended === "interrupted" && awaited !== undefined) {
      return { exitCode: ExitCode.interrupted, data: plainData(data) };
    }
    return {
      exitCode: awaited === undefined || happened ? ExitCode.done : ExitCode.waiting,
      data: plainData(data),
    };
  }

  /** Until what is waited for happened, the time is over, or somebody stops it. */
  private async follow(
    awaited: Awaited | undefined,
    limit: number | undefined,
  ): Promise<"happened" | "over" | "interrupted"> {
    const { modules } = await this.tokens.get();
    const { interrupt } = this.io;
    let told = Promise.resolve();
    const outcome = Promise.withResolvers<"happened" | "over" | "interrupted">();
    const events = new TokenEvents((event) => {
      told = told.then(() => this.tell(event));
    });
    const watch = modules.watch(
      (change) => events.changed(change),
      (tokens) => {
        events.looked(tokens);
        try {
          if (awaited?.looked(tokens) === true) outcome.resolve("happened");
        } catch (error) {
          outcome.reject(error);
        }
      },
    );
    const interrupted = () => outcome.resolve("interrupted");
    if (interrupt?.aborted === true) interrupted();
    interrupt?.addEventListener("abort", interrupted, { once: true });
    // The watch's own timers do not keep the process.
    const alive = setInterval(() => undefined, 60_000);
    const timer =
      limit === undefined ? undefined : setTimeout(() => outcome.resolve("over"), limit);
    try {
      return await outcome.promise;
    } finally {
      watch.end();
      clearInterval(alive);
      clearTimeout(timer);
      interrupt?.removeEventListener("abort", interrupted);
      await told;
    }
  }

  private async tell(event: TokenEvent): Promise<void> {
    const { out, texts, clock } = this;
    const at = new Date(clock.now()).toISOString();
    const time = new Intl.DateTimeFormat(texts.language, timeStyle).format(clock.now());
    if (event.event === "failed") {
      const { what } = await texts.error(event.problem);
      out.line(
        `${time}  ${out.style("bad", await say(texts, "tokens.fault", { problem: what }))}`,
        0,
        10,
      );
    } else {
      const { view, reader } = event.token;
      const numbered = view.serial === "" ? "no" : "yes";
      const label = await tokenName(view, texts);
      const args = { event: event.event, label, serial: view.serial, numbered, reader };
      out.line(`${time}  ${await say(texts, "tokens.event", args)}`, 0, 10);
      for (const state of event.states) {
        out.line(await say(texts, `token-state.${state}`), 10);
      }
    }
    await out.show(
      {
        perennial: 1,
        command: "tokens watch",
        event: event.event,
        at,
        ...(event.event === "failed"
          ? { problem: event.problem }
          : { token: tokenJson(event.token) }),
      },
      texts,
    );
  }
}
