import type { OfficeOptions } from "./office/office-options.js";
import type { CredentialOptions, Lifetimes, TrustOptions } from "./trust/trust-options.js";

/** Which authority there is. */
export const presetNames = ["multicert", "other"] as const;
export type PresetName = (typeof presetNames)[number];

export interface Preset {
  readonly trust: TrustOptions;
  readonly office: OfficeOptions;
}

const lifetimes: Lifetimes = {
  authorizationCode: 60,
  accessToken: 3600,
  refreshToken: 30 * 24 * 3600,
  otp: 120,
  sad: 3600,
};

const remote: Omit<CredentialOptions, "id" | "subject" | "description"> = {
  owner: "ana.sousa",
  authMode: "explicit",
  pin: "481516",
  pinPresence: "true",
  otpPresence: "true",
  otpSource: "online",
  scal: "1",
  multisign: 1_000_000_000,
};

const people = "O=Exemplo\\, S.A.,C=PT";

/** Multicert: both versions, a public client, PIN and/or code. */
const multicertTrust: TrustOptions = {
  name: "Multicert (simulated)",
  region: "PT",
  versions: ["v1", "v2"],
  path: "/csc/",
  oauthPath: "/",
  discovery: "oauth2",
  lifetimes,
  // So few that a client that does not turn the page misses one.
  pageSize: 2,
  clients: [
    {
      id: "signstash-desktop",
      name: "Sign'Stash",
      redirectUris: ["http://127.0.0.1/callback", "http://[::1]/callback"],
    },
    { id: "signstash", name: "Sign'Stash", secret: "Office1Secret", redirectUris: [] },
  ],
  accounts: [
    { user: "ana.sousa", password: "Client1Ana", email: "ana.sousa@exemplo.example" },
    { user: "joao.melo", password: "Client2Joao", email: "joao.melo@outra.example" },
  ],
  credentials: [
    {
      ...remote,
      id: "CRED-1001",
      subject: `CN=Selo de Exemplo\\, S.A.,${people}`,
      description: "Seal of Exemplo, S.A.",
    },
    {
      ...remote,
      id: "CRED-1002",
      subject: `CN=Faturas de Exemplo\\, S.A.,${people}`,
      description: "Invoices of Exemplo, S.A.",
      pinPresence: "false",
    },
    {
      ...remote,
      id: "CRED-1003",
      subject: `CN=Arquivo de Exemplo\\, S.A.,${people}`,
      description: "Archive of Exemplo, S.A.",
      otpPresence: "false",
    },
    {
      ...remote,
      id: "CRED-2001",
      owner: "joao.melo",
      subject: "CN=Selo de Outra\\, Lda.,O=Outra\\, Lda.,C=PT",
      description: "Seal of Outra, Lda.",
    },
  ],
};

const signstash: OfficeOptions = {
  accounts: [
    { id: "ACC-1", name: "Exemplo, S.A." },
    { id: "ACC-2", name: "Outra, Lda." },
  ],
  operators: [
    {
      id: "OP-1",
      account: "ACC-1",
      name: "Ana Sousa",
      email: "ana.sousa@exemplo.example",
      role: "administrator",
      language: "pt",
    },
    {
      id: "OP-2",
      account: "ACC-1",
      name: "Rui Martins",
      email: "rui.martins@exemplo.example",
      role: "manager",
      language: "en",
    },
    {
      id: "OP-3",
      account: "ACC-1",
      name: "Eva Lopes",
      email: "eva.lopes@exemplo.example",
      role: "viewer",
      language: "pt",
    },
    {
      id: "OP-9",
      account: "ACC-2",
      name: "João Melo",
      email: "joao.melo@outra.example",
      role: "administrator",
      language: "pt",
    },
  ],
  clients: [
    { id: "exemplo", secret: "Client-Secret-1", operator: "OP-2" },
    { id: "exemplo-viewer", secret: "Client-Secret-3", operator: "OP-3" },
    { id: "outra", secret: "Client-Secret-9", operator: "OP-9" },
  ],
  operatorTokens: { "operator-token-ana": "OP-1", "operator-token-eva": "OP-3" },
  trustClient: "signstash-desktop",
  certificates: [
    {
      id: "CERT-1",
      account: "ACC-1",
      name: "Seal",
      credentialId: "CRED-1001",
      grantedDaysAgo: 55,
    },
    {
      id: "CERT-2",
      account: "ACC-1",
      name: "Invoices",
      credentialId: "CRED-1002",
      grantedDaysAgo: 10,
    },
    {
      id: "CERT-3",
      account: "ACC-1",
      name: "Archive",
      credentialId: "CRED-1003",
      grantedDaysAgo: 10,
    },
    {
      id: "CERT-9",
      account: "ACC-2",
      name: "Selo",
      credentialId: "CRED-2001",
      grantedDaysAgo: 10,
    },
  ],
  services: [
    { id: "SRV-1", name: "Invoicing", certificate: "CERT-1" },
    { id: "SRV-2", name: "Contracts", certificate: "CERT-1" },
    { id: "SRV-3", name: "Payroll", certificate: "CERT-2" },
    { id: "SRV-9", name: "Outra", certificate: "CERT-9" },
  ],
};

/**
 * Another trust service that conforms to the CSC API: version 2 only, other paths, metadata in the
 * place of the base address, a client with a secret, and no PIN but a code.
 */
const otherTrust: TrustOptions = {
  ...multicertTrust,
  name: "Other Trust Service (simulated)",
  region: "ES",
  versions: ["v2"],
  path: "/rssp/remote/csc/",
  oauthPath: "/tenants/example/",
  discovery: "issuer",
  clients: [
    {
      id: "perennial-other",
      name: "Sign'Stash",
      secret: "Other1Secret",
      redirectUris: ["http://127.0.0.1/callback"],
    },
  ],
  credentials: multicertTrust.credentials.map((credential) => ({
    ...credential,
    pinPresence: "false" as const,
    otpPresence: "true" as const,
  })),
};

export const presets: Readonly<Record<PresetName, Preset>> = {
  multicert: { trust: multicertTrust, office: signstash },
  other: { trust: otherTrust, office: { ...signstash, trustClient: "perennial-other" } },
};
