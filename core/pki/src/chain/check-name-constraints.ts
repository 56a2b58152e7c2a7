import type { GeneralSubtree } from "pkijs";
import { isWithin, namesOf } from "./general-names.js";
import type { ComparableName } from "./general-names.js";
import { extensionOids } from "./parsed-certificate.js";
import { invalid } from "./path-rule.js";
import type { PathRule } from "./path-rule.js";

/**
 * Name constraints, RFC 5280 section 6.1.3 (b) and (c): every certificate below an authority that
 * has them keeps to them, self-issued intermediate ones apart. Kinds of names that cannot be
 * compared are refused where a subtree of the kind is given.
 */
export const checkNameConstraints: PathRule = async (path) => {
  const { NameConstraints } = await import("pkijs");
  for (const [position, authority] of path.entries()) {
    const constraints = authority.value(extensionOids.nameConstraints, NameConstraints);
    if (constraints === undefined) continue;
    const { permittedSubtrees = [], excludedSubtrees = [] } = constraints;
    if ([...permittedSubtrees, ...excludedSubtrees].some(hasDistance)) {
      throw invalid(authority, "malformedExtension", { value: extensionOids.nameConstraints });
    }
    for (const [index, certificate] of path.slice(0, position).entries()) {
      if (index > 0 && certificate.selfIssued) continue;
      for (const name of await namesOf(certificate)) {
        if (!keepsTo(name, permittedSubtrees, excludedSubtrees)) {
          throw invalid(certificate, "nameConstraints", { value: authority.subject });
        }
      }
    }
  }
};

/** minimum and maximum are not used by this profile of X.509, RFC 5280 section 4.2.1.10. */
function hasDistance({ minimum, maximum }: GeneralSubtree): boolean {
  return minimum !== 0 || maximum !== undefined;
}

function keepsTo(
  name: ComparableName,
  permitted: readonly GeneralSubtree[],
  excluded: readonly GeneralSubtree[],
): boolean {
  const sameKind = ({ base }: GeneralSubtree) => base.type === name.type;
  const allowed = permitted.filter(sameKind);
  return (
    (allowed.length === 0 || allowed.some(({ base }) => isWithin(name, base) === true)) &&
    excluded.filter(sameKind).every(({ base }) => isWithin(name, base) === false)
  );
}
