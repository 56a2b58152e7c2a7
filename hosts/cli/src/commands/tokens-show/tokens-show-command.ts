import { inject, injectable, toErrorData, type ErrorData } from "@perennial/api";
import type { ClockPort } from "@perennial/engine";
import type {
  FoundToken,
  ModuleStatus,
  TokenCapabilities,
  TokenObjects,
  TokenServices,
} from "@perennial/hardware";
import type { Localizer } from "@perennial/l10n";
import { ExitCode } from "../../exit-code.js";
import type { HostIo } from "../../host-io.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { findToken } from "../../token-views/find-token.js";
import { certificateEntries, keyEntries } from "../../token-views/key-entries.js";
import { certificateJson, keyJson } from "../../token-views/key-json.js";
import { readTokens } from "../../token-views/read-tokens.js";
import { readTries, showTries, type PinTries } from "../../token-views/pin-tries.js";
import { showCertificate, showKey } from "../../token-views/show-key.js";
import { showModule, showToken } from "../../token-views/show-token.js";
import { moduleJson, tokenJson } from "../../token-views/token-json.js";
import { Io, Out, Texts, Time, Tokens } from "../../tokens.js";

/** What was read of a token; what could not be read is a problem and hides nothing else. */
interface Read {
  readonly token: FoundToken;
  readonly module: ModuleStatus | undefined;
  readonly objects: TokenObjects | undefined;
  readonly capabilities: TokenCapabilities | undefined;
  readonly tries: readonly PinTries[] | undefined;
  readonly problems: readonly ErrorData[];
}

/** `perennial tokens show`: everything that can be known of a token without its PIN. */
@injectable()
export class TokensShowCommand implements Command {
  constructor(
    @inject(Tokens) private readonly tokens: Lazy<TokenServices>,
    @inject(Time) private readonly clock: ClockPort,
    @inject(Io) private readonly io: HostIo,
    @inject(Out) readonly out: Output,
    @inject(Texts) readonly texts: Localizer,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const services = await this.tokens.get();
    const listing = await readTokens(services.modules, this, this.io);
    const token = findToken(args.required("token"), listing);
    const module = listing.modules.find((one) => one.module.path === token.module.path);
    const read = await this.read(services, token, module);
    await this.show(read);
    const { objects, capabilities, tries, problems } = read;
    return {
      exitCode: ExitCode.done,
      data: plainData({
        token: tokenJson(token),
        ...(module === undefined ? {} : { module: moduleJson(module) }),
        ...(capabilities === undefined ? {} : { algorithms: capabilities.algorithms }),
        ...(tries === undefined ? {} : { pins: tries }),
        ...(objects === undefined
          ? {}
          : {
              certificates: certificateEntries(objects.certificates).map(certificateJson),
              keys: keysOf(objects).map((key) => keyJson(token, key)),
            }),
        problems,
      }),
    };
  }

  private async read(
    { modules, ledger }: TokenServices,
    token: FoundToken,
    module: ModuleStatus | undefined,
  ): Promise<Read> {
    const problems: ErrorData[] = [];
    const orProblem = async <T>(reading: () => Promise<T>): Promise<T | undefined> => {
      try {
        return await reading();
      } catch (error) {
        problems.push(toErrorData(error));
        return undefined;
      }
    };
    const { interrupt } = this.io;
    const { initialized } = token.view.flags;
    const objects = initialized
      ? await orProblem(() => modules.objects(token, interrupt))
      : undefined;
    const capabilities = await orProblem(() => modules.capabilities(token, interrupt));
    const tries = await orProblem(() => readTries(ledger, token, objects));
    return { token, module, objects, capabilities, tries, problems };
  }

  private async show(read: Read): Promise<void> {
    const { out, texts } = this;
    const { token, module, objects, capabilities, tries, problems } = read;
    await showToken(token, this);
    const { minPinLength: min, maxPinLength: max } = token.view;
    out.line(await say(texts, "tokens.pin-length", { min, max }), 4, 6);
    await this.showRoom(token);
    if (tries !== undefined) await showTries(tries, this);
    if (capabilities !== undefined) {
      const algorithms = texts.list(capabilities.algorithms);
      const count = capabilities.algorithms.length;
      out.line(await say(texts, "tokens.algorithms", { algorithms, count }), 4, 6);
    }
    const now = new Date(this.clock.now()).toISOString();
    const heading = async (key: string, count: number) =>
      out.line(out.style("heading", await say(texts, key, { count })));
    if (objects !== undefined) {
      const keys = keysOf(objects);
      await heading("tokens.keys", keys.length);
      for (const key of keys) await showKey(token, key, { out, texts, now });
      const certificates = certificateEntries(
        objects.certificates.filter(({ id }) => id === "" || !keys.some((key) => key.id === id)),
      );
      await heading("tokens.other-certificates", certificates.length);
      for (const one of certificates) await showCertificate(one, { out, texts, now }, 2);
    }
    await heading("tokens.its-module", 1);
    if (module !== undefined) await showModule(module, this);
    for (const problem of problems) {
      const { what } = await texts.error(problem);
      out.line(out.style("bad", await say(texts, "tokens.unread", { problem: what })), 2, 4);
    }
  }

  private async showRoom({ view }: FoundToken): Promise<void> {
    const { freePublicMemory, freePrivateMemory } = view;
    const known = [freePublicMemory, freePrivateMemory].filter((size) => size !== undefined);
    const args = {
      known: known.length === 0 ? "no" : "yes",
      public: freePublicMemory ?? -1,
      private: freePrivateMemory ?? -1,
    };
    this.out.line(await say(this.texts, "tokens.room", args), 4, 6);
  }
}

/** Keys, of which at least one half shows; certificates alone are listed apart. */
function keysOf(objects: TokenObjects) {
  return keyEntries(objects).filter(
    ({ publicKeys, privateKeys }) => publicKeys > 0 || (privateKeys?.length ?? 0) > 0,
  );
}
