import type { KeyAlgorithm, Renewal } from "@perennial/api";

/** A profile, as the manifest's schema describes it. Absent values have the {@link defaults}. */
export type DigisignProfile = {
  /** Where DigiSign mails the documents. */
  readonly email: string;
  /** Who clicks: the person on DigiSign's pages and in DigiSigner ONE, or Perennial. */
  readonly way: "assisted" | "portal";
  /** Whether the certificate is for a new key pair or for the one that is on the token. */
  readonly key: "new" | "same";
  readonly phone?: string;
  readonly organization?: string;
  readonly locality?: string;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string;
  readonly algorithm?: KeyAlgorithm;
  /** PKCS #11 URI of a token; absent: whichever is in. */
  readonly keyPlace?: string;
  readonly documentsFolder?: string;
  readonly portalUrl?: string;
  readonly portalRoots?: string;
  readonly caRoots?: string;
  /** Days left on the certificate, and from the issuing date to the expiry. */
  readonly minimumDays?: number;
  /** Whether the manual's exception for the pandemic counts. */
  readonly shortNotice?: boolean;
  /** The exception counts with fewer days left than these. */
  readonly shortNoticeDays?: number;
  /** Business days that are left after the issuing date then. */
  readonly shortNoticeBusinessDays?: number;
  /** Bytes. */
  readonly maxIdentityBytes?: number;
  /** Seconds between two looks at an order. */
  readonly pollInterval?: number;
  readonly helpdeskEmail?: string;
  readonly helpdeskPhone?: string;
};

export type DigisignRenewal = Renewal<DigisignProfile>;

/** What holds where the profile says nothing: the manual's values. */
export const defaults = {
  way: "assisted",
  key: "new",
  country: "RO",
  algorithm: "rsa-2048",
  portalUrl: "https://www.digisign.ro/",
  minimumDays: 3,
  shortNotice: false,
  shortNoticeDays: 5,
  shortNoticeBusinessDays: 1,
  maxIdentityBytes: 2_097_152,
  pollInterval: 900,
  helpdeskEmail: "helpdesk@digisign.ro",
  helpdeskPhone: "031.620.2000",
} as const;

/** The portal's address; it ends with a slash. */
export function portalUrl({ portalUrl: url = defaults.portalUrl }: DigisignProfile): string {
  return url.endsWith("/") ? url : `${url}/`;
}

/** Whom to ask, as arguments of a message. */
export function helpdesk(profile: DigisignProfile): { email: string; phone: string } {
  return {
    email: profile.helpdeskEmail ?? defaults.helpdeskEmail,
    phone: profile.helpdeskPhone ?? defaults.helpdeskPhone,
  };
}

/** The profile field that names the folder for documents, if it is set; for `files.save`. */
export function documentsFolder({ documentsFolder: folder }: DigisignProfile): {
  folder?: "documentsFolder";
} {
  return folder === undefined || folder === "" ? {} : { folder: "documentsFolder" };
}
