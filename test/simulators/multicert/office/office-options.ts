export const roles = ["administrator", "manager", "viewer"] as const;
export type Role = (typeof roles)[number];

/** A customer of Sign'Stash. */
export interface OfficeAccount {
  readonly id: string;
  readonly name: string;
}

/** Somebody who works with the back office. */
export interface Operator {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly language: "en" | "pt";
}

/** A client of the interface; it acts for an operator. */
export interface OfficeClient {
  readonly id: string;
  readonly secret: string;
  readonly operator: string;
}

/** A certificate that is registered with Sign'Stash. */
export interface RegisteredCertificate {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  /** At the authority. */
  readonly credentialId: string;
  /** Days since the last grant, when the simulator starts. */
  readonly grantedDaysAgo: number;
}

/** A client service: what signs with a certificate. */
export interface RegisteredService {
  readonly id: string;
  readonly name: string;
  readonly certificate: string;
}

export interface OfficeOptions {
  readonly accounts: readonly OfficeAccount[];
  readonly operators: readonly Operator[];
  readonly clients: readonly OfficeClient[];
  /** Tokens that operators made for themselves, by token. */
  readonly operatorTokens: Readonly<Record<string, string>>;
  /** The OAuth 2.0 client that it has at the authority for operators' computers. */
  readonly trustClient: string;
  readonly certificates: readonly RegisteredCertificate[];
  readonly services: readonly RegisteredService[];
}
