import { inject as injectClass } from "tsyringe";
import {
  inject,
  injectable,
  isSecretRef,
  message,
  PerennialError,
  type Json,
  type JsonObject,
} from "@perennial/api";
import { accountsOf, type AnswerProblem } from "@perennial/engine";
import type { TokenServices } from "@perennial/hardware";
import type { Localizer } from "@perennial/l10n";
import type { ProfileRecord } from "@perennial/store";
import { ExitCode } from "../../exit-code.js";
import type { HostIo } from "../../host-io.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { Profiles, type OfferedProvider, type ProfileDraft } from "../../profiles/profiles.js";
import type { Terminal } from "../../terminal/terminal.js";
import { tokenKeyPlaces } from "../../token-views/token-key-places.js";
import { Console, Io, Out, Texts, Tokens } from "../../tokens.js";
import { askValues } from "../profile-add/ask-draft.js";
import { givenCertificates, typedValues } from "../profile-add/draft-input.js";
import { ownAccounts } from "../profile-add/own-accounts.js";
import { readValues, type ReadValues } from "../profile-add/read-values.js";
import { soundDraft } from "../profile-add/sound-draft.js";

/** `perennial profile change`: from arguments, or by asking with the present values at hand. */
@injectable()
export class ProfileChangeCommand implements Command {
  constructor(
    @injectClass(Profiles) private readonly profiles: Profiles,
    @inject(Console) private readonly terminal: Terminal,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
    @inject(Io) private readonly io: HostIo,
    @inject(Tokens) private readonly tokens: Lazy<TokenServices>,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const before = await this.profiles.find(args.required("profile"));
    const offered = await this.profiles.provider(before.provider);
    const isAsked = ["set", "unset", "certificate"].every((name) => !args.isGiven(name));
    if (isAsked && !this.terminal.interactive) {
      throw new PerennialError("usage.nothing-to-change", { profile: before.id });
    }
    const draft = isAsked
      ? await this.ask(before, offered)
      : await this.read(before, offered, args);
    const { profile, changed } = await this.profiles.change(draft);
    const openRenewals = await this.profiles.openRenewals(profile.id);
    const certificates = Object.keys(draft.certificates);
    const isSame = changed.length === 0 && certificates.length === 0;
    await this.show(draft, { changed, certificates, openRenewals, isSame });
    const accounts = accountsOf(draft.provider, draft.values);
    return {
      exitCode: ExitCode.done,
      data: plainData({ profile, accounts, changed, certificates, openRenewals }),
    };
  }

  private async read(
    before: ProfileRecord,
    { plugin, provider }: OfferedProvider,
    args: Arguments,
  ): Promise<ProfileDraft> {
    const { cwd } = this.io;
    const typed = typedValues(args);
    const unset = args.texts("unset");
    const both = unset.find((name) => Object.hasOwn(typed, name));
    if (both !== undefined) throw new PerennialError("usage.set-and-unset", { field: both });
    const { values: kept, secrets: keptSecrets } = apart(before.values, [
      ...unset,
      ...Object.keys(typed),
    ]);
    const read = await readValues(
      provider.profile,
      { values: kept, typed, certificates: {}, folder: cwd },
      cwd,
    );
    const values = { ...read.values, ...keptSecrets };
    const known = new Set([
      ...Object.keys(provider.profile.properties),
      ...Object.keys(before.values),
    ]);
    const problems = [
      ...read.problems,
      ...unset.filter((name) => !known.has(name)).map((name) => unknownField(name)),
    ];
    const draft: ProfileDraft = {
      id: before.id,
      provider,
      plugin: plugin.id,
      values,
      secrets: read.secrets,
      certificates: ownAccounts(givenCertificates(args, cwd), accountsOf(provider, values)),
    };
    return soundDraft(this.profiles, draft, problems);
  }

  private async ask(
    before: ProfileRecord,
    { plugin, provider }: OfferedProvider,
  ): Promise<ProfileDraft> {
    const { terminal, out, texts, io } = this;
    const keyPlaces = tokenKeyPlaces(this.tokens, { out, texts }, io);
    const asking = { terminal, out, texts, keyPlaces, owner: plugin.id };
    const { values: kept, secrets: keptSecrets } = apart(before.values, []);
    out.line(await say(texts, "profile.ask-change", { profile: before.id }));
    // A secret that is kept already need not be given again.
    const required = (provider.profile.required ?? []).filter((name) => !(name in keptSecrets));
    const form = { ...provider.profile, required };
    const preset: ReadValues = { values: known(kept, form.properties), secrets: {}, problems: [] };
    const asked = await askValues(asking, { ...provider, profile: form }, preset, io.cwd);
    return {
      id: before.id,
      provider,
      plugin: plugin.id,
      values: { ...asked.values, ...keptSecrets },
      secrets: asked.secrets,
      certificates: {},
    };
  }

  private async show(draft: ProfileDraft, done: Done): Promise<void> {
    const { out, texts } = this;
    const { id: profile, provider } = draft;
    const { changed, openRenewals } = done;
    if (done.isSame) {
      out.line(await say(texts, "profile.unchanged", { profile }));
      return;
    }
    out.line(out.style("good", await say(texts, "profile.changed", { profile })));
    if (changed.length > 0) out.line(await say(texts, "profile.fields", { fields: changed }), 2);
    for (const account of done.certificates) {
      out.line(await say(texts, "profile.certificate-recorded", { account }), 2);
    }
    const { properties } = provider.profile;
    if (changed.some((name) => properties[name]?.format === "key-place")) {
      out.line(await say(texts, "profile.keys-stay"), 2);
    }
    if (openRenewals.length === 0 || changed.length === 0) {
      out.command(`perennial renew ${profile} --plan`, 2);
      return;
    }
    out.line(await say(texts, "profile.renewals-keep", { renewals: openRenewals }), 2);
    for (const renewal of openRenewals) out.command(`perennial cancel ${renewal}`, 4);
    out.command(`perennial renew ${profile}`, 4);
  }
}

/** What was done, for showing it. */
interface Done {
  readonly changed: readonly string[];
  readonly certificates: readonly string[];
  readonly openRenewals: readonly string[];
  readonly isSame: boolean;
}

/** References to secrets apart from the other values; without those that are left out. */
function apart(
  values: JsonObject,
  without: readonly string[],
): { readonly values: JsonObject; readonly secrets: JsonObject } {
  const kept = Object.entries(values).filter(([name]) => !without.includes(name));
  return {
    values: Object.fromEntries(kept.filter(([, value]) => !isSecretRef(value))),
    secrets: Object.fromEntries(kept.filter(([, value]) => isSecretRef(value))),
  };
}

/** Without values that the form no longer has a field for: nobody could answer them. */
function known(values: JsonObject, properties: { readonly [name: string]: unknown }): JsonObject {
  const pairs: (readonly [string, Json | undefined])[] = Object.entries(values);
  return Object.fromEntries(pairs.filter(([name]) => Object.hasOwn(properties, name)));
}

function unknownField(name: string): AnswerProblem {
  const text = message("profile.no-such-field", { field: name });
  return { path: name, message: text.key, text };
}
