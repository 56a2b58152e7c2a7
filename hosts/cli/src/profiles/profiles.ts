import { isDeepStrictEqual } from "node:util";
import {
  inject,
  injectable,
  message,
  PerennialError,
  type Json,
  type JsonObject,
} from "@perennial/api";
import {
  accountsOf,
  formProblems,
  type AnswerProblem,
  type ClockPort,
  type EngineProtocol,
  type KnownPlugin,
  type SecretPort,
} from "@perennial/engine";
import type { FoundCertificate, Inventory } from "@perennial/inventory";
import type { ProfileRecord, RenewalStore } from "@perennial/store";
import type { ProviderManifest } from "@perennial/api";
import type { Lazy } from "../lazy.js";
import type { PluginBook } from "../ports/plugin-book.js";
import { pathProblems } from "../questions/form-paths.js";
import { Certificates, Engine, Plugins, Store, Time, Vault } from "../tokens.js";

/** A provider with the plugin that it is of. */
export interface OfferedProvider {
  readonly plugin: KnownPlugin;
  readonly provider: ProviderManifest;
}

/** A profile as a person describes it; secrets in clear, on their way to the vault. */
export interface ProfileDraft {
  readonly id: string;
  readonly provider: ProviderManifest;
  /** Id of the plugin whose provider it is. */
  readonly plugin: string;
  readonly values: JsonObject;
  readonly secrets: { readonly [field: string]: string };
  /** Files of current certificates by account. */
  readonly certificates: { readonly [account: string]: string };
}

/** What changing a profile came to. */
export interface ProfileChange {
  readonly profile: ProfileRecord;
  /** Names of the fields that differ; secrets that were given always do. */
  readonly changed: readonly string[];
}

/** Adding, changing and removing profiles. */
@injectable()
export class Profiles {
  constructor(
    @inject(Store) private readonly store: Lazy<RenewalStore>,
    @inject(Plugins) private readonly plugins: Lazy<PluginBook>,
    @inject(Vault) private readonly vault: Lazy<SecretPort>,
    @inject(Certificates) private readonly inventory: Lazy<Inventory>,
    @inject(Engine) private readonly engine: Lazy<EngineProtocol>,
    @inject(Time) private readonly clock: ClockPort,
  ) {}

  async offered(): Promise<readonly OfferedProvider[]> {
    const plugins = await (await this.plugins.get()).plugins();
    return plugins.flatMap((plugin) => plugin.providers.map((provider) => ({ plugin, provider })));
  }

  /** @throws PerennialError `profile.provider-unknown`, or why its plugin may not be used. */
  async provider(id: string): Promise<OfferedProvider> {
    const offered = await this.offered();
    const found = offered.find(({ provider }) => provider.id === id);
    if (found !== undefined) return found;
    const why = await (await this.plugins.get()).whyAbsent(id);
    // Of these two more is known here: what there is instead.
    const isUnknown = why?.code === "plugin.not-found" || why?.code === "plugin.provider-gone";
    if (why !== undefined && !isUnknown) throw PerennialError.fromJSON(why);
    const known = offered.map(({ provider }) => provider.id).toSorted();
    throw new PerennialError("profile.provider-unknown", { provider: id, known });
  }

  async all(): Promise<readonly ProfileRecord[]> {
    return (await this.store.get()).profiles();
  }

  /** @throws PerennialError `profile.not-found` */
  async find(id: string): Promise<ProfileRecord> {
    const profile = (await this.all()).find((each) => each.id === id);
    if (profile === undefined) throw new PerennialError("profile.not-found", { profile: id });
    return profile;
  }

  /** Why a profile may not be called so. */
  async whyNotNamed(id: string): Promise<PerennialError | undefined> {
    if (!isProfileId(id)) return new PerennialError("profile.bad-id", { profile: id });
    if (!(await this.all()).some((each) => each.id === id)) return undefined;
    return new PerennialError("profile.exists", { profile: id });
  }

  /**
   * The certificate that a file holds; nothing is recorded.
   * @throws PerennialError `profile.certificate-not-there`, `inventory.*`, `certificates.*`
   */
  async certificate(profileId: string, account: string, path: string): Promise<FoundCertificate> {
    // What the inventory says of a file that it cannot read is about one that was recorded before.
    if ((await absentFiles({ [account]: path })).length > 0) {
      throw new PerennialError("profile.certificate-not-there", { account, path });
    }
    return (await this.inventory.get()).read({ profileId, account, path });
  }

  /** Everything that is wrong with a draft, at once. */
  async problems(draft: ProfileDraft): Promise<readonly AnswerProblem[]> {
    const { provider, values, secrets, certificates } = draft;
    const placeholders = Object.keys(secrets).map((name) => [name, { secret: "" }] as const);
    const complete = { ...values, ...Object.fromEntries(placeholders) };
    const accounts = accountsOf(provider, values);
    return [
      ...(isProfileId(draft.id) ? [] : [badId]),
      ...(await formProblems(provider.profile, complete)),
      ...(await pathProblems(provider.profile, values)),
      ...Object.keys(certificates)
        .filter((account) => !accounts.includes(account))
        .map((account) => noSuchAccount(account, accounts)),
      ...(await absentFiles(
        Object.fromEntries(
          Object.entries(certificates).filter(([account]) => accounts.includes(account)),
        ),
      )),
    ];
  }

  /**
   * Adds a profile, its secrets and its current certificates. What cannot be read is found before
   * anything is written.
   * @throws PerennialError `profile.exists`, `profile.invalid`, `certificates.*`, `keys.*`
   */
  async add(draft: ProfileDraft): Promise<ProfileRecord> {
    const store = await this.store.get();
    if ((await store.profiles()).some(({ id }) => id === draft.id)) {
      throw new PerennialError("profile.exists", { profile: draft.id });
    }
    const certificates = await this.checked(draft);
    const values = await this.withSecrets(draft);
    const at = new Date(this.clock.now()).toISOString();
    const profile = {
      id: draft.id,
      provider: draft.provider.id,
      values,
      createdAt: at,
      updatedAt: at,
    };
    await this.put(profile, "new", certificates);
    return profile;
  }

  /**
   * Changes a profile's values; with a certificate also which one is an account's current one.
   * Renewals that are open keep the values they began with, except for secrets: those are references
   * to the one that is kept. Keys stay where they are.
   * @returns the profile as it is now, and the fields that differ.
   * @throws PerennialError `profile.not-found`, `profile.invalid`, `certificates.*`, `keys.*`
   */
  async change(draft: ProfileDraft): Promise<ProfileChange> {
    const before = await this.find(draft.id);
    const certificates = await this.checked(draft);
    const values = await this.withSecrets(draft);
    const names = new Set([...Object.keys(before.values), ...Object.keys(values)]);
    const changed = [...names].filter(
      (name) =>
        draft.secrets[name] !== undefined || !isDeepStrictEqual(before.values[name], values[name]),
    );
    if (changed.length === 0 && certificates.length === 0) return { profile: before, changed };
    const profile = { ...before, values, updatedAt: new Date(this.clock.now()).toISOString() };
    await this.put(profile, "existing", certificates);
    return { profile, changed };
  }

  /** Names of the profile's renewals that are open. */
  async openRenewals(id: string): Promise<readonly string[]> {
    const open = await (await this.engine.get()).list({ state: "open" });
    return open.filter(({ profile }) => profile === id).map((renewal) => renewal.id);
  }

  /** The draft's certificates, if nothing is wrong with it. */
  private async checked(draft: ProfileDraft): Promise<readonly FoundCertificate[]> {
    const problems = await this.problems(draft);
    if (problems.length > 0) throw invalidProfile(draft, problems);
    return Promise.all(
      Object.entries(draft.certificates).map(([account, path]) =>
        this.certificate(draft.id, account, path),
      ),
    );
  }

  /** The values, with references where secrets were. What has no value is left out. */
  private async withSecrets(draft: ProfileDraft): Promise<JsonObject> {
    const values: { [name: string]: Json } = {};
    for (const [name, value] of Object.entries(draft.values)) {
      if (value !== undefined) values[name] = value;
    }
    for (const [name, secret] of Object.entries(draft.secrets)) {
      values[name] = { ...(await (await this.vault.get()).keep(draft.id, name, secret)) };
    }
    return values;
  }

  private async put(
    profile: ProfileRecord,
    expect: "new" | "existing",
    certificates: readonly FoundCertificate[],
  ): Promise<void> {
    const records = certificates.map(({ record }) => record);
    await (await this.store.get()).putProfile(profile, expect, records);
    // They are there already; what is added is when their files were last looked at.
    const inventory = await this.inventory.get();
    for (const certificate of certificates) await inventory.put(certificate);
  }

  /**
   * Removes a profile and its secrets. Its renewals, certificates and keys stay.
   * @throws PerennialError `profile.not-found`, `profile.open-renewal`
   */
  async remove(id: string): Promise<void> {
    await this.find(id);
    const renewals = await this.openRenewals(id);
    if (renewals.length > 0) {
      throw new PerennialError("profile.open-renewal", { profile: id, renewals });
    }
    await (await this.vault.get()).forgetAll(id);
    await (await this.store.get()).removeProfile(id, new Date(this.clock.now()).toISOString());
  }
}

/** All problems at once, as data. */
export function invalidProfile(
  { id: profile, plugin }: Pick<ProfileDraft, "id" | "plugin">,
  problems: readonly AnswerProblem[],
): PerennialError {
  const listed = problems.map((problem) => ({ ...problem, text: { ...problem.text } }));
  // The plugin's texts say what a field's pattern asks for.
  return new PerennialError("profile.invalid", { profile, problems: listed }, { plugin });
}

const badId: AnswerProblem = {
  path: "id",
  message: "lower-case letters, digits and hyphens, at most 40",
  text: message("profile.bad-id"),
};

/** Which of the certificates' files are not there. */
async function absentFiles(certificates: {
  readonly [account: string]: string;
}): Promise<readonly AnswerProblem[]> {
  const properties = Object.fromEntries(
    Object.keys(certificates).map((account) => [
      account,
      { type: "string", title: account, format: "file" } as const,
    ]),
  );
  const problems = await pathProblems({ properties }, certificates);
  return problems
    .filter(({ text }) => text.key === "field.no-such-file")
    .map((problem) => ({ ...problem, path: "certificate" }));
}

function noSuchAccount(account: string, accounts: readonly string[]): AnswerProblem {
  return {
    path: "certificate",
    message: `${account} is not one of ${accounts.join(", ")}`,
    text: message("profile.no-such-account", { account, accounts }),
  };
}

/** Letters, digits and hyphens: it is part of renewals' names and of folders. */
export function isProfileId(id: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(id);
}
