import { inject as injectClass } from "tsyringe";
import { inject, injectable, PerennialError, type ProviderManifest } from "@perennial/api";
import { accountsOf, type AnswerProblem } from "@perennial/engine";
import type { TokenServices } from "@perennial/hardware";
import type { Localizer } from "@perennial/l10n";
import { ExitCode } from "../../exit-code.js";
import type { HostIo } from "../../host-io.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { invalidProfile, Profiles, type ProfileDraft } from "../../profiles/profiles.js";
import type { Asking } from "../../questions/asking.js";
import type { Terminal } from "../../terminal/terminal.js";
import { tokenKeyPlaces } from "../../token-views/token-key-places.js";
import { Console, Io, Out, Texts, Tokens } from "../../tokens.js";
import { askCertificates, askId, askProvider, askValues } from "./ask-draft.js";
import { readDraftInput, type DraftInput } from "./draft-input.js";
import { ownAccounts } from "./own-accounts.js";
import { problemOf } from "./problem-of.js";
import { readValues } from "./read-values.js";
import { soundDraft } from "./sound-draft.js";

/** `perennial profile add`: from arguments, from a file, or by asking. */
@injectable()
export class ProfileAddCommand implements Command {
  constructor(
    @injectClass(Profiles) private readonly profiles: Profiles,
    @inject(Console) private readonly terminal: Terminal,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
    @inject(Io) private readonly io: HostIo,
    @inject(Tokens) private readonly tokens: Lazy<TokenServices>,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const { out, texts } = this;
    const input = await readDraftInput(args, this.io.cwd);
    const isComplete = input.id !== undefined && input.provider !== undefined;
    const isAsked = this.terminal.interactive && (!isComplete || isBare(input));
    if (!isComplete && !isAsked) throw new PerennialError("usage.profile-incomplete");
    const draft = isAsked ? await this.ask(input) : await this.read(input);
    const profile = await this.profiles.add(draft);
    const accounts = accountsOf(draft.provider, draft.values);
    out.line(out.style("good", await say(texts, "profile.added", { profile: profile.id })));
    const without = accounts.filter((account) => draft.certificates[account] === undefined);
    if (without.length > 0) {
      out.line(await say(texts, "profile.no-certificate", { accounts: without }), 2);
    }
    out.command(`perennial renew ${profile.id} --plan`, 2);
    return { exitCode: ExitCode.done, data: plainData({ profile, accounts }) };
  }

  private async read(input: DraftInput): Promise<ProfileDraft> {
    const { id = "", provider: providerId = "" } = input;
    const { plugin, provider } = await this.profiles.provider(providerId);
    const { values, secrets, problems } = await readValues(provider.profile, input, this.io.cwd);
    const draft: ProfileDraft = {
      id,
      provider,
      plugin: plugin.id,
      values,
      secrets,
      certificates: ownAccounts(input.certificates, accountsOf(provider, values)),
    };
    return soundDraft(this.profiles, draft, problems);
  }

  private async ask(input: DraftInput): Promise<ProfileDraft> {
    const { terminal, out, texts, io } = this;
    const keyPlaces = tokenKeyPlaces(this.tokens, { out, texts }, io);
    const asking = { terminal, out, texts, keyPlaces };
    const chosen =
      input.provider === undefined
        ? await askProvider(asking, await this.profiles.offered())
        : await this.profiles.provider(input.provider);
    if (chosen === undefined) throw new PerennialError("profile.no-providers");
    const { plugin, provider } = chosen;
    const own = { ...asking, owner: plugin.id };
    const preset = await readValues(provider.profile, input, io.cwd);
    this.refuseUnknown(input, { plugin: plugin.id, problems: preset.problems, provider });
    const id = await this.named(own, input.id);
    const { values, secrets } = await askValues(own, provider, preset, io.cwd);
    const accounts = accountsOf(provider, values);
    const given = ownAccounts(input.certificates, accounts);
    const certificates =
      Object.keys(given).length > 0
        ? given
        : await askCertificates(own, accounts, io.cwd, (account, path) =>
            problemOf(this.profiles.certificate(id, account, path)),
          );
    return { id, provider, plugin: plugin.id, values, secrets, certificates };
  }

  /** A name that cannot be used is told before anything else is asked. */
  private async named(asking: Asking, given: string | undefined): Promise<string> {
    const why = (id: string) => this.profiles.whyNotNamed(id);
    if (given === undefined) {
      return askId(asking, async (id) => (await why(id))?.toJSON());
    }
    const error = await why(given);
    if (error !== undefined) throw error;
    return given;
  }

  /** Fields that the form does not have cannot be asked again. */
  private refuseUnknown(
    { id = "" }: DraftInput,
    { plugin, provider, problems }: OfferedProblems,
  ): void {
    const unknown = problems.filter(
      ({ path }) => !Object.hasOwn(provider.profile.properties, path),
    );
    if (unknown.length > 0) throw invalidProfile({ id, plugin }, unknown);
  }
}

/** What is wrong with what was given for a provider's form. */
interface OfferedProblems {
  readonly plugin: string;
  readonly provider: ProviderManifest;
  readonly problems: readonly AnswerProblem[];
}

/** Nothing but the name and the provider was given: the rest is asked. */
function isBare({ values, typed }: DraftInput): boolean {
  return Object.keys(values).length === 0 && Object.keys(typed).length === 0;
}
