import type { KeyAlgorithm, Renewal } from "@perennial/api";

/** A profile, as the manifest's schema describes it. Absent values have the {@link defaults}. */
export type CertumProfile = {
  /** The mailbox in the certificate. */
  readonly email: string;
  readonly role: "customer" | "partner";
  /** Who works in Certum's panel; only of a customer. */
  readonly way: "assisted" | "portal";
  readonly organization?: string;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string;
  readonly state?: string;
  readonly locality?: string;
  /** For example `KRS`. */
  readonly registrationType?: string;
  readonly registrationNumber?: string;
  /** `yyyy-mm-dd`. */
  readonly organizationVerifiedOn?: string;
  /** Days that the certificate is valid. */
  readonly product?: "365" | "730";
  readonly keyMethod: KeyMethodName;
  readonly algorithm?: KeyAlgorithm;
  /** PKCS #11 URI of a card; absent: whichever is in. */
  readonly keyPlace?: string;
  readonly documentsFolder?: string;
  readonly portalUser?: string;
  readonly partnerUser?: string;
  /** For whom the partner orders. */
  readonly partnerCustomer?: string;
  readonly productCode?: string;
  readonly renewalProductCode?: string;
  readonly requestorFirstName?: string;
  readonly requestorLastName?: string;
  readonly requestorPhone?: string;
  readonly portalUrl?: string;
  readonly portalRoots?: string;
  readonly partnerUrl?: string;
  readonly partnerRoots?: string;
  readonly caRoots?: string;
  /** Seconds between two looks at an order. */
  readonly pollInterval?: number;
  readonly helpdeskEmail?: string;
  readonly helpdeskPhone?: string;
};

/** How the key pair is made: in the embedded store, by the person, or on a card. */
export type KeyMethodName = "csr" | "own-csr" | "card";

export type CertumRenewal = Renewal<CertumProfile>;

/** What holds where the profile says nothing. */
export const defaults = {
  role: "customer",
  way: "assisted",
  country: "PL",
  product: "730",
  keyMethod: "csr",
  algorithm: "rsa-3072",
  portalUrl: "https://panel.certum.pl/",
  partnerUrl: "https://gs.certum.pl/service/PartnerApi.wsdl",
  pollInterval: 900,
  helpdeskEmail: "infolinia@certum.pl",
  helpdeskPhone: "+48 91 4801 340",
} as const;

/** The panel's address; it ends with a slash. */
export function portalUrl({ portalUrl: url = defaults.portalUrl }: CertumProfile): string {
  return url.endsWith("/") ? url : `${url}/`;
}

export function isPartner({ profile }: CertumRenewal): boolean {
  return profile.role === "partner";
}

/** Whether Perennial works in the panel; a partner's orders never go through it. */
export function byPortal({ profile }: CertumRenewal): boolean {
  return profile.role === "customer" && profile.way === "portal";
}

/** Whom to ask, as arguments of a message. */
export function helpdesk(profile: CertumProfile): { email: string; phone: string } {
  return {
    email: profile.helpdeskEmail ?? defaults.helpdeskEmail,
    phone: profile.helpdeskPhone ?? defaults.helpdeskPhone,
  };
}

/** The profile field that names the folder for documents, if it is set; for `files.save`. */
export function documentsFolder({ documentsFolder: folder }: CertumProfile): {
  folder?: "documentsFolder";
} {
  return folder === undefined || folder === "" ? {} : { folder: "documentsFolder" };
}
