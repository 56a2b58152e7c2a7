import { inject as injectClass } from "tsyringe";
import { inject, injectable, PerennialError } from "@perennial/api";
import { accountsOf } from "@perennial/engine";
import type { Localizer } from "@perennial/l10n";
import { ExitCode } from "../../exit-code.js";
import type { HostIo } from "../../host-io.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { invalidProfile, Profiles, type ProfileDraft } from "../../profiles/profiles.js";
import type { Terminal } from "../../terminal/terminal.js";
import { Console, Io, Out, Texts } from "../../tokens.js";
import { askCertificates, askId, askProvider, askValues } from "./ask-draft.js";
import { readDraftInput, type DraftInput } from "./draft-input.js";
import { readValues } from "./read-values.js";

/** `perennial profile add`: from arguments, from a file, or by asking. */
@injectable()
export class ProfileAddCommand implements Command {
  constructor(
    @injectClass(Profiles) private readonly profiles: Profiles,
    @inject(Console) private readonly terminal: Terminal,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
    @inject(Io) private readonly io: HostIo,
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
      certificates: named(input.certificates, accountsOf(provider, values)),
    };
    const told = new Set(problems.map(({ path }) => path));
    const more = (await this.profiles.problems(draft)).filter(({ path }) => !told.has(path));
    const all = [...problems, ...more];
    if (all.length === 0) return draft;
    throw invalidProfile(draft, all);
  }

  private async ask(input: DraftInput): Promise<ProfileDraft> {
    const { terminal, out, texts, io } = this;
    const asking = { terminal, out, texts };
    const chosen =
      input.provider === undefined
        ? await askProvider(asking, await this.profiles.offered())
        : await this.profiles.provider(input.provider);
    if (chosen === undefined) throw new PerennialError("profile.no-providers");
    const { plugin, provider } = chosen;
    const own = { ...asking, owner: plugin.id };
    const id = input.id ?? (await askId(own));
    const preset = await readValues(provider.profile, input, io.cwd);
    const asked = await askValues(own, provider, preset.values);
    const given = named(input.certificates, accountsOf(provider, asked.values));
    const certificates =
      Object.keys(given).length > 0
        ? given
        : await askCertificates(own, provider, asked.values, io.cwd);
    const secrets = { ...preset.secrets, ...asked.secrets };
    return { id, provider, plugin: plugin.id, values: asked.values, secrets, certificates };
  }
}

/** Nothing but the name and the provider was given: the rest is asked. */
function isBare({ values, typed }: DraftInput): boolean {
  return Object.keys(values).length === 0 && Object.keys(typed).length === 0;
}

/** A certificate without an account's name belongs to the only one. */
function named(
  certificates: { readonly [account: string]: string },
  accounts: readonly string[],
): { readonly [account: string]: string } {
  const [only, ...others] = accounts;
  return Object.fromEntries(
    Object.entries(certificates).map(([account, path]) => [
      account === "" && only !== undefined && others.length === 0 ? only : account,
      path,
    ]),
  );
}
