/** A product that partners can order. */
export interface PartnerProduct {
  readonly code: string;
  readonly title: string;
  /** Validity of its certificates, days. */
  readonly days: number;
  /** Certificates are renewed with products of the same profile. */
  readonly profile: "smime-organization" | "smime-individual";
  readonly renewal: boolean;
}

/** A partner's account for the interface. */
export interface PartnerCredentials {
  readonly userName: string;
  readonly password: string;
}

export interface PartnerOptions {
  /** Default {@link defaultAccounts}. */
  readonly accounts?: readonly PartnerCredentials[];
  /** Default {@link defaultProducts}. */
  readonly products?: readonly PartnerProduct[];
  /** Whether a missing locality is `1018`, or `2058` as in newer versions. Default `1018`. */
  readonly localityCode?: 1018 | 2058;
}

export const defaultAccounts: readonly PartnerCredentials[] = [
  { userName: "partner", password: "Partner1Haslo" },
  { userName: "partner-two", password: "partner-two-password" },
];

const organization = { profile: "smime-organization" } as const;
const individual = { profile: "smime-individual" } as const;

export const defaultProducts: readonly PartnerProduct[] = [
  { code: "811", title: "S/MIME Organization", days: 365, renewal: false, ...organization },
  { code: "812", title: "S/MIME Organization", days: 730, renewal: false, ...organization },
  { code: "821", title: "S/MIME Organization, renewal", days: 365, renewal: true, ...organization },
  { code: "822", title: "S/MIME Organization, renewal", days: 730, renewal: true, ...organization },
  { code: "831", title: "S/MIME Individual, renewal", days: 365, renewal: true, ...individual },
];
