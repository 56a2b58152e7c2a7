import { PerennialError, type ErrorData } from "@perennial/api";
import { inject, injectable } from "tsyringe";
import { PluginHealth } from "../health/plugin-health.js";
import { hasErrors } from "../manifest/validate-plugin.js";
import { canTakeOver } from "../manifest/versions.js";
import { PolicyGate } from "../policy/policy-gate.js";
import { findPluginFolders } from "./find-plugin-folders.js";
import type { FoundFolder } from "./found-folder.js";
import type { InstalledPlugin, PluginListing } from "./installed-plugin.js";
import { l10nFolder } from "./l10n-folder.js";
import { listPlugin } from "./list-plugin.js";
import { ManifestLibrary, type Care } from "./manifest-library.js";
import type { PluginCatalogue } from "./plugin-catalogue.js";
import {
  changed,
  idConflict,
  invalid,
  noSuchProvider,
  notFound,
  versionGone,
} from "./plugin-errors.js";
import { PluginFolders } from "./plugin-folders.js";
import { PluginSwitches } from "./plugin-switches.js";
import { shelve, type Candidate, type PluginVersions } from "./shelf.js";
import { isCandidate, refusalOf, type Situation } from "./situation.js";
import { toInstalledPlugin } from "./to-installed-plugin.js";

/** The catalogue of plugins in folders. */
@injectable()
export class FolderPluginCatalogue implements PluginCatalogue {
  readonly #library: ManifestLibrary;

  constructor(
    @inject(PluginFolders) private readonly folders: PluginFolders,
    @inject(PolicyGate) private readonly gate: PolicyGate,
    @inject(PluginSwitches) private readonly switches: PluginSwitches,
    @inject(PluginHealth) private readonly health: PluginHealth,
  ) {
    this.#library = new ManifestLibrary(folders.home);
  }

  plugins(): Promise<readonly InstalledPlugin[]> {
    return this.#look((now) => this.#usable(now, [...now.shelf.keys()]));
  }

  forProviders(providers: readonly string[]): Promise<readonly InstalledPlugin[]> {
    return this.#look(async (now) => {
      const usable = await this.#usable(now, [...new Set(providers.map(pluginOf))]);
      return usable.filter((plugin) => plugin.providers.some(({ id }) => providers.includes(id)));
    });
  }

  plugin(id: string, version: string): Promise<InstalledPlugin> {
    return this.#look(async (now) => {
      const { versions } = this.#versions(now, id);
      const candidate = versions.find(({ summary }) => summary.version === version);
      if (candidate !== undefined) return orThrow(await this.#judge(now, candidate, "folder"));
      throw versionGone(
        id,
        version,
        versions.map(({ summary }) => summary.version),
        versions.find(({ summary }) => canTakeOver(summary, version))?.summary.version,
      );
    });
  }

  active(id: string): Promise<InstalledPlugin> {
    return this.#look(async (now) => orThrow(await this.#newest(now, id, "folder")));
  }

  successor(id: string, version: string): Promise<InstalledPlugin | undefined> {
    return this.#look(async (now) => {
      const later = (now.shelf.get(id)?.versions ?? []).filter(
        ({ summary }) => summary.version !== version && canTakeOver(summary, version),
      );
      const found = await this.#first(now, later, "folder");
      return found instanceof PerennialError ? undefined : found;
    });
  }

  whyAbsent(provider: string): Promise<ErrorData | undefined> {
    return this.#look(async (now) => {
      const id = pluginOf(provider);
      if (!now.shelf.has(id)) return notFound(id, [...now.shelf.keys()].toSorted()).toJSON();
      const found = await this.#newest(now, id, "manifest");
      if (found instanceof PerennialError) return found.toJSON();
      return found.providers.some((one) => one.id === provider)
        ? undefined
        : noSuchProvider(found, provider).toJSON();
    });
  }

  translations(id: string): Promise<string | undefined> {
    return this.#look(async (now) => {
      for (const candidate of now.shelf.get(id)?.versions ?? []) {
        const folder = l10nFolder(candidate.folder, await this.#library.raw(candidate));
        if (folder !== undefined) return folder;
      }
      return undefined;
    });
  }

  list(): Promise<readonly PluginListing[]> {
    return this.#look(async (now) => {
      const usable = await this.#usable(now, [...now.shelf.keys()]);
      const active = new Set(usable.map(({ folder }) => folder));
      return await Promise.all(
        now.found.map(async (found) => {
          const findings = await this.#library.findings(found, "folder");
          return listPlugin(now, found, await this.#library.raw(found), findings, active);
        }),
      );
    });
  }

  async enable(id: string): Promise<void> {
    await this.#require(id);
    await this.switches.turn(id, true);
    await this.health.lift(id);
  }

  async disable(id: string): Promise<void> {
    await this.#require(id);
    await this.switches.turn(id, false);
  }

  async #require(id: string): Promise<void> {
    await this.#look((now) => Promise.resolve(this.#versions(now, id)));
  }

  /** Looks at everything once, answers, and remembers what was read. */
  async #look<T>(answer: (now: Situation) => Promise<T>): Promise<T> {
    const found = await Promise.all(
      findPluginFolders(this.folders).map(async (folder): Promise<FoundFolder | Candidate> => {
        const summary = await this.#library.summary(folder);
        return summary === undefined ? folder : { ...folder, summary };
      }),
    );
    const now: Situation = {
      found,
      shelf: shelve(found.filter(isCandidate)),
      policy: this.gate.open(),
      off: await this.switches.off(),
      quarantines: await this.health.quarantines(),
    };
    try {
      return await answer(now);
    } finally {
      this.#library.save();
    }
  }

  /** @throws PerennialError `plugin.not-found`. */
  #versions(now: Situation, id: string): PluginVersions {
    const versions = now.shelf.get(id);
    if (versions === undefined) throw notFound(id, [...now.shelf.keys()].toSorted());
    return versions;
  }

  async #usable(now: Situation, ids: readonly string[]): Promise<readonly InstalledPlugin[]> {
    const found = await Promise.all(
      ids.map((id) => this.#first(now, now.shelf.get(id)?.versions ?? [], "manifest")),
    );
    return found.flatMap((one) =>
      one === undefined || one instanceof PerennialError ? [] : [one],
    );
  }

  /** The newest that may be used, or why the newest may not. @throws `plugin.not-found`. */
  async #newest(now: Situation, id: string, care: Care): Promise<InstalledPlugin | PerennialError> {
    const { versions, impostors } = this.#versions(now, id);
    return (await this.#first(now, versions, care)) ?? idConflict(id, [...impostors.keys()]);
  }

  /** The first that may be used, or why the first may not; undefined of none. */
  async #first(
    now: Situation,
    candidates: readonly Candidate[],
    care: Care,
  ): Promise<InstalledPlugin | PerennialError | undefined> {
    let refusal: PerennialError | undefined;
    for (const candidate of candidates) {
      const judged = await this.#judge(now, candidate, care);
      if (!(judged instanceof PerennialError)) return judged;
      refusal ??= judged;
    }
    return refusal;
  }

  /** The plugin if it may be used, or why not. */
  async #judge(
    now: Situation,
    candidate: Candidate,
    care: Care,
  ): Promise<InstalledPlugin | PerennialError> {
    const refusal = refusalOf(now, candidate);
    if (refusal !== undefined) return refusal;
    const findings = await this.#library.findings(candidate, care);
    if (hasErrors(findings)) return invalid(candidate.summary, candidate.folder, findings);
    const manifest = await this.#library.manifest(candidate);
    if (manifest === undefined) return changed(candidate.summary, candidate.folder);
    return toInstalledPlugin(candidate, manifest);
  }
}

function orThrow(judged: InstalledPlugin | PerennialError): InstalledPlugin {
  if (judged instanceof PerennialError) throw judged;
  return judged;
}

/** A provider's id begins with its plugin's, which rule `provider-id` holds it to. */
function pluginOf(provider: string): string {
  return provider.split(".", 1)[0] ?? "";
}
