import { compareVersions } from "../manifest/versions.js";
import type { FoundFolder } from "./found-folder.js";
import type { Summary } from "./summary.js";

/** A folder with a plugin in it whose id and version are known. */
export interface Candidate extends FoundFolder {
  readonly summary: Summary;
}

/** All folders with plugins of one id. */
export interface PluginVersions {
  readonly id: string;
  /** Newest first; of equal versions only the one that takes precedence. */
  readonly versions: readonly Candidate[];
  /** Those that another folder with the same version takes precedence over, and which. */
  readonly shadowed: ReadonlyMap<Candidate, Candidate>;
  /**
   * Those that are not loaded because the id belongs to another package, which is named; or because
   * it cannot be told to whom it belongs.
   */
  readonly impostors: ReadonlyMap<Candidate, string | undefined>;
}

/** Puts folders in order by id and version. They come in the order of their precedence. */
export function shelve(candidates: readonly Candidate[]): ReadonlyMap<string, PluginVersions> {
  const byId = Map.groupBy(candidates, ({ summary }) => summary.id);
  return new Map([...byId].map(([id, same]) => [id, order(id, same)]));
}

function order(id: string, candidates: readonly Candidate[]): PluginVersions {
  const name = ownerOf(candidates);
  const impostors = new Map(
    candidates.filter(({ summary }) => summary.name !== name).map((other) => [other, name]),
  );
  const versions: Candidate[] = [];
  const shadowed = new Map<Candidate, Candidate>();
  for (const candidate of candidates.filter((one) => !impostors.has(one))) {
    const before = versions.find(({ summary }) => summary.version === candidate.summary.version);
    if (before === undefined) versions.push(candidate);
    else shadowed.set(candidate, before);
  }
  versions.sort((a, b) => compareVersions(b.summary.version, a.summary.version));
  return { id, versions, shadowed, impostors };
}

/**
 * The package that an id belongs to, if folders of several packages claim it. What comes with
 * Perennial cannot be displaced by another package of the same id; otherwise a person's own choice
 * on the command line decides. Undefined if that leaves more than one.
 */
function ownerOf(candidates: readonly Candidate[]): string | undefined {
  for (const source of ["built-in", "plugin-dir", "home"] as const) {
    const names = new Set(
      candidates.filter((one) => one.source === source).map(({ summary }) => summary.name),
    );
    if (names.size > 0) return names.size === 1 ? [...names][0] : undefined;
  }
  return undefined;
}
