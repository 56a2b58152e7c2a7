import type { ErrorObject } from "ajv";

/**
 * The place that a sender most likely got wrong: of the alternatives that its own words did not choose
 * (`outcome`, `for`, `type`) nothing is said. A JSON Pointer (RFC 6901), empty for the whole.
 */
export function firstProblem(errors: readonly ErrorObject[]): string {
  const unchosen = errors
    .filter(({ keyword }) => keyword === "const")
    .map(({ schemaPath }) => branchOf(schemaPath));
  const meant = errors.filter(
    ({ keyword, schemaPath }) =>
      keyword !== "anyOf" && !unchosen.some((branch) => schemaPath.startsWith(`${branch}/`)),
  );
  const deepest = meant.toSorted((a, b) => depthOf(b) - depthOf(a))[0];
  if (deepest === undefined) return errors[0]?.instancePath ?? "";
  const { missingProperty } = deepest.params as { readonly missingProperty?: unknown };
  return typeof missingProperty === "string"
    ? `${deepest.instancePath}/${missingProperty}`
    : deepest.instancePath;
}

function branchOf(schemaPath: string): string {
  return /^.*\/anyOf\/\d+/.exec(schemaPath)?.[0] ?? schemaPath;
}

function depthOf({ instancePath }: ErrorObject): number {
  return instancePath.split("/").length;
}
