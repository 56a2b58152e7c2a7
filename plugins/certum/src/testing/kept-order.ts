type Tile = "not-available" | "awaiting-data" | "waiting-for-verification" | "verified";

/** An order as the panel keeps it; `docs/portal.md`, "Orders". */
export interface PanelOrder {
  readonly number: string;
  readonly product: { readonly title: string; readonly days: number };
  status: string;
  readonly steps: { data: Tile; email: Tile; activation: Tile };
  data?: PanelData;
  email?: PanelEmail;
  activation?: {
    readonly reference: string;
    readonly spkiHash: string;
    readonly commonName: string;
    readonly submittedAt: string;
    rejection?: { readonly reason: string; readonly at: string };
  };
  certificate?: {
    readonly serial: string;
    readonly sha256: string;
    readonly issuedAt: string;
    readonly notAfter: string;
  };
}

export interface PanelData {
  readonly reference: string;
  readonly organization: string;
  readonly country: string;
  readonly state: string;
  readonly locality: string;
  readonly registration: { readonly type: string; readonly number: string } | null;
  readonly submittedAt: string;
  readonly documents: { name: string; sha256: string; receipt: string; at: string }[];
  verifiedOn?: string;
  verifiedUntil?: string;
  rejection?: { readonly reason: string; readonly at: string };
}

export interface PanelEmail {
  readonly reference: string;
  readonly address: string;
  sentAt: string;
  validUntil: string;
  verifiedAt?: string;
  reusableUntil?: string;
}

export interface PanelOrganization {
  readonly id: string;
  readonly organization: string;
  readonly country: string;
  readonly state: string;
  readonly locality: string;
  readonly registration: { readonly type: string; readonly number: string } | null;
  readonly verifiedOn: string;
  readonly verifiedUntil: string;
}
