import type { DigisignSimulator } from "../simulators/digisign/index.js";

/** Values of a `digisign.renewal` profile. */
export type DigisignProfileValues = Readonly<Record<string, string | number | boolean>>;

/**
 * The values of a profile whose portal is the simulator's. The roots are written to `folder`, where
 * the documents are saved too.
 * @param overrides replace single values.
 */
export async function digisignProfileValues(
  simulator: DigisignSimulator,
  folder: string,
  overrides: DigisignProfileValues = {},
): Promise<DigisignProfileValues> {
  const roots = await simulator.writeRoots(folder);
  return {
    email: "ana.ionescu@exemplu.example",
    phone: "0720 000 000",
    organization: "Exemplu S.R.L.",
    locality: "Bucuresti",
    country: "RO",
    way: "portal",
    key: "new",
    algorithm: "rsa-2048",
    documentsFolder: folder,
    portalUrl: simulator.addresses.portalUrl,
    portalRoots: roots.tls,
    caRoots: roots.ca,
    pollInterval: 1,
    ...overrides,
  };
}
