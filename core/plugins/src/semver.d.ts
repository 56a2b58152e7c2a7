/** The parts of `semver` that are used; the package has no types of its own. */
declare module "semver/functions/valid.js" {
  const valid: (version: string) => string | null;
  export default valid;
}
declare module "semver/functions/satisfies.js" {
  const satisfies: (
    version: string,
    range: string,
    options?: { readonly includePrerelease?: boolean },
  ) => boolean;
  export default satisfies;
}
declare module "semver/functions/compare-build.js" {
  const compareBuild: (a: string, b: string) => -1 | 0 | 1;
  export default compareBuild;
}
declare module "semver/ranges/valid.js" {
  const validRange: (range: string) => string | null;
  export default validRange;
}
declare module "semver/ranges/min-version.js" {
  const minVersion: (range: string) => { readonly version: string } | null;
  export default minVersion;
}
declare module "semver/ranges/gtr.js" {
  const gtr: (version: string, range: string) => boolean;
  export default gtr;
}
