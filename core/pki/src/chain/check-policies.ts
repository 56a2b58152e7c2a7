import { extensionOids } from "./parsed-certificate.js";
import type { ParsedCertificate } from "./parsed-certificate.js";
import { invalid } from "./path-rule.js";
import type { PathRule } from "./path-rule.js";

const anyPolicy = "2.5.29.32.0";

/**
 * Certificate policies, RFC 5280 section 6.1, with any policy acceptable to the user: a path is
 * refused when an authority requires an explicit policy and none is left. The tree of the RFC is
 * kept as the set of its expected policies, which is all that matters for that question.
 */
export const checkPolicies: PathRule = async (path) => {
  const state: PolicyState = {
    policies: "any",
    explicit: path.length,
    inhibitAny: path.length,
    mapping: path.length,
  };
  const fromTop = path.slice(0, -1).toReversed();
  for (const [index, certificate] of fromTop.entries()) {
    const final = index === fromTop.length - 1;
    const extensions = await policyExtensions(certificate);
    restrict(state, extensions, final, certificate.selfIssued);
    if (state.explicit <= 0 && isEmpty(state)) throw invalid(certificate, "policy");
    if (!final) prepareNext(state, extensions, certificate);
    else if (extensions.requireExplicit === 0 || state.explicit <= 1) {
      if (isEmpty(state)) throw invalid(certificate, "policy");
    }
  }
};

interface PolicyState {
  policies: ReadonlySet<string> | "any";
  /** Certificates until the restriction applies. */
  explicit: number;
  inhibitAny: number;
  mapping: number;
}

interface PolicyExtensions {
  readonly policies: ReadonlySet<string>;
  readonly mappings: readonly (readonly [issuer: string, subject: string])[];
  readonly requireExplicit: number | undefined;
  readonly inhibitMapping: number | undefined;
  readonly inhibitAny: number | undefined;
}

function isEmpty({ policies }: PolicyState): boolean {
  return policies !== "any" && policies.size === 0;
}

/** Section 6.1.3 (d) and (e). */
function restrict(
  state: PolicyState,
  { policies }: PolicyExtensions,
  final: boolean,
  selfIssued: boolean,
): void {
  const before = state.policies;
  if (policies.has(anyPolicy) && (state.inhibitAny > 0 || (!final && selfIssued))) return;
  const named = new Set([...policies].filter((policy) => policy !== anyPolicy));
  state.policies =
    before === "any" ? named : new Set([...named].filter((policy) => before.has(policy)));
}

/** Section 6.1.4 (a), (b) and (h) to (j). */
function prepareNext(
  state: PolicyState,
  extensions: PolicyExtensions,
  certificate: ParsedCertificate,
): void {
  const { mappings } = extensions;
  if (mappings.some((pair) => pair.includes(anyPolicy))) {
    throw invalid(certificate, "malformedExtension", { value: extensionOids.policyMappings });
  }
  if (state.policies !== "any" && mappings.length > 0) {
    const before = state.policies;
    const from = new Set(mappings.map(([issuer]) => issuer));
    const kept = [...before].filter((policy) => !from.has(policy));
    const mapped = mappings.filter(([issuer]) => before.has(issuer)).map(([, subject]) => subject);
    state.policies = new Set(state.mapping > 0 ? [...kept, ...mapped] : kept);
  }
  if (!certificate.selfIssued) {
    state.explicit -= 1;
    state.mapping -= 1;
    state.inhibitAny -= 1;
  }
  state.explicit = Math.min(state.explicit, extensions.requireExplicit ?? Infinity);
  state.mapping = Math.min(state.mapping, extensions.inhibitMapping ?? Infinity);
  state.inhibitAny = Math.min(state.inhibitAny, extensions.inhibitAny ?? Infinity);
}

async function policyExtensions(certificate: ParsedCertificate): Promise<PolicyExtensions> {
  const { CertificatePolicies, PolicyConstraints, PolicyMappings } = await import("pkijs");
  const { Integer } = await import("asn1js");
  const policies = certificate.value(extensionOids.certificatePolicies, CertificatePolicies);
  const constraints = certificate.value(extensionOids.policyConstraints, PolicyConstraints);
  const mappings = certificate.value(extensionOids.policyMappings, PolicyMappings);
  const inhibitAny: unknown = certificate.extension(extensionOids.inhibitAnyPolicy)?.parsedValue;
  return {
    policies: new Set(policies?.certificatePolicies.map((policy) => policy.policyIdentifier)),
    mappings:
      mappings?.mappings.map(
        (mapping) => [mapping.issuerDomainPolicy, mapping.subjectDomainPolicy] as const,
      ) ?? [],
    requireExplicit: constraints?.requireExplicitPolicy,
    inhibitMapping: constraints?.inhibitPolicyMapping,
    inhibitAny: inhibitAny instanceof Integer ? inhibitAny.valueBlock.valueDec : undefined,
  };
}
