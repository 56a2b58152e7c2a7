import type { KeyAlgorithm, Renewal } from "@perennial/api";

/** A SOFiE profile, as the manifest's schema describes it. Absent values have the defaults below. */
export type SofieProfile = {
  /** Identifier at SOFiE, for example `9999XXXXX`. */
  readonly userId: string;
  readonly contract: "business" | "sort";
  /** Whether a network connection was configured when the SOFiE profile was created. */
  readonly connection: "connected" | "stand-alone";
  readonly way: "assisted" | "portal";
  readonly dataFolder?: string;
  readonly name: string;
  readonly email: string;
  readonly company: string;
  readonly department?: string;
  readonly city: string;
  readonly country?: string;
  readonly algorithm?: KeyAlgorithm;
  /** `software`, or the PKCS #11 URI of a token. */
  readonly keyPlace?: string;
  readonly orderUrl?: string;
  readonly sofieUrl?: string;
  readonly cssfUrl?: string;
  readonly caRoots?: string;
  readonly operatorRoots?: string;
  readonly portalRoots?: string;
  readonly receiver?: "CSSF" | "BCL";
  readonly helpdeskPhone?: string;
  readonly helpdeskEmail?: string;
  /** Seconds between two looks at an order. */
  readonly pollInterval?: number;
};

export type SofieRenewal = Renewal<SofieProfile>;

/** What holds where the profile says nothing. */
export const defaults = {
  country: "LU",
  algorithm: "rsa-3072",
  keyPlace: "software",
  orderUrl: "https://www.easyssl.lu/",
  sofieUrl: "https://www.sofie.lu/",
  cssfUrl: "https://www.cssf.lu/",
  receiver: "CSSF",
  helpdeskPhone: "(+352) 355 66 600",
  helpdeskEmail: "helpdesk.lux@six-payment-services.com",
  pollInterval: 900,
} as const;

/** The addresses of the portals; each ends with a slash. */
export function portalUrl(
  profile: SofieProfile,
  portal: "orderUrl" | "sofieUrl" | "cssfUrl",
): string {
  const url = profile[portal] ?? defaults[portal];
  return url.endsWith("/") ? url : `${url}/`;
}

/** The contract's other account: of CRYPT TRANSPORT and the reverse; none for a business contract. */
export function siblingAccount({ profile, account, accounts }: SofieRenewal): string | undefined {
  if (profile.contract !== "sort") return undefined;
  return accounts.find((other) => other !== account);
}

/** Whom to call, as arguments of a message. */
export function helpdesk(profile: SofieProfile): { phone: string; email: string } {
  return {
    phone: profile.helpdeskPhone ?? defaults.helpdeskPhone,
    email: profile.helpdeskEmail ?? defaults.helpdeskEmail,
  };
}

/** The profile field that names the data folder, if it is set. */
export function dataFolder(profile: SofieProfile): "dataFolder" | undefined {
  return profile.dataFolder === undefined || profile.dataFolder === "" ? undefined : "dataFolder";
}
