import compareBuild from "semver/functions/compare-build.js";
import semverSatisfies from "semver/functions/satisfies.js";
import valid from "semver/functions/valid.js";
import gtr from "semver/ranges/gtr.js";
import minVersion from "semver/ranges/min-version.js";
import validRange from "semver/ranges/valid.js";

/** Whether this is a version in the exact spelling of Semantic Versioning 2.0.0, section 2. */
export function isVersion(text: string): boolean {
  const [withoutBuild] = text.split("+");
  return valid(text) === withoutBuild;
}

/** Whether this is a range as npm writes them, for example `^1.2` or `>=1 <3`. Empty is not. */
export function isRange(text: string): boolean {
  return text.trim() !== "" && validRange(text) !== null;
}

/** Whether a version is in a range. Pre-releases only match where the range names one. */
export function satisfies(version: string, range: string): boolean {
  return semverSatisfies(version, range);
}

/** Like {@link satisfies}, pre-releases taken like any other version. */
export function satisfiesWithPrereleases(version: string, range: string): boolean {
  return semverSatisfies(version, range, { includePrerelease: true });
}

/** Orders versions, the oldest first; build metadata breaks ties. */
export function compareVersions(a: string, b: string): number {
  return compareBuild(a, b);
}

/** The oldest version in a range, or undefined if nothing can be in it. */
export function oldestOf(range: string): string | undefined {
  return minVersion(range)?.version;
}

/** Whether a version is newer than all versions of a range. */
export function isBeyond(version: string, range: string): boolean {
  return gtr(version, range);
}

/** Whether a plugin may carry on renewals that began with `version`: its own, and its `takesOver`. */
export function canTakeOver(
  plugin: { readonly version: string; readonly takesOver?: string },
  version: string,
): boolean {
  if (plugin.version === version) return true;
  return plugin.takesOver !== undefined && satisfiesWithPrereleases(version, plugin.takesOver);
}
