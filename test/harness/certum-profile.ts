import type { CertumSimulator } from "../simulators/certum/index.js";

/** Values of a `certum.smime` profile. */
export type CertumProfileValues = Readonly<Record<string, string | number | boolean>>;

/** A user of the simulated panel. */
export const panelUser = { user: "anna.nowak", password: "Panel1Anna" } as const;
/** A partner's account at the simulated interface. */
export const partnerUser = { user: "partner", password: "Partner1Haslo" } as const;
/** For whom that partner orders. */
export const partnerCustomer = "Przyklad";

/** What belongs to each role. */
const roles = {
  customer: { way: "portal", portalUser: panelUser.user },
  partner: {
    way: "assisted",
    partnerUser: partnerUser.user,
    partnerCustomer,
    productCode: "812",
    renewalProductCode: "822",
    requestorFirstName: "Anna",
    requestorLastName: "Nowak",
    requestorPhone: "+48 91 555 01 00",
  },
} as const;

/**
 * The values of a profile whose panel and partner interface are the simulator's. The roots are written
 * to `folder`, where the certificates are saved too.
 * @param overrides replace single values; `role` also what belongs to it.
 */
export async function certumProfileValues(
  simulator: CertumSimulator,
  folder: string,
  overrides: CertumProfileValues = {},
): Promise<CertumProfileValues> {
  const roots = await simulator.writeRoots(folder);
  const { portalUrl, partnerUrl } = simulator.addresses;
  return {
    email: "biuro@przyklad.example",
    role: "customer",
    ...(overrides["role"] === "partner" ? roles.partner : roles.customer),
    organization: "Przykład Sp. z o.o.",
    country: "PL",
    state: "zachodniopomorskie",
    locality: "Szczecin",
    registrationType: "KRS",
    registrationNumber: "0000123456",
    product: "730",
    keyMethod: "csr",
    algorithm: "ec-p256",
    documentsFolder: folder,
    portalUrl,
    portalRoots: roots.tls,
    partnerUrl,
    partnerRoots: roots.tls,
    caRoots: roots.ca,
    pollInterval: 1,
    ...overrides,
  };
}
