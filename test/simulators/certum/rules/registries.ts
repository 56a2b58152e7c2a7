import { PortalError } from "../../shared/portal-error.js";

/** A register of organizations. */
export interface Registry {
  /** What the form says. */
  readonly type: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly title: string;
  /** Of the organization identifier (ETSI EN 319 412-1, 5.1.4). */
  readonly scheme: "NTR" | "VAT";
}

/** The registries that the form offers. */
export const registries: readonly Registry[] = [
  { type: "KRS", country: "PL", title: "Krajowy Rejestr Sądowy", scheme: "NTR" },
  { type: "REGON", country: "PL", title: "Rejestr REGON", scheme: "NTR" },
  { type: "NIP", country: "PL", title: "Numer identyfikacji podatkowej", scheme: "VAT" },
  { type: "HRB", country: "DE", title: "Handelsregister, Abteilung B", scheme: "NTR" },
  { type: "SIREN", country: "FR", title: "Répertoire Sirene", scheme: "NTR" },
  { type: "RCS", country: "LU", title: "Registre de commerce et des sociétés", scheme: "NTR" },
  { type: "ICO", country: "CZ", title: "Obchodní rejstřík", scheme: "NTR" },
  { type: "CRN", country: "GB", title: "Companies House", scheme: "NTR" },
];

/** A number in a register. */
export interface Registration {
  readonly type: string;
  readonly number: string;
}

/** @throws PortalError `data.unknown-registry` (detail: the type) for none, or none of the country. */
export function registryOf(type: string, country: string): Registry {
  const found = registries.find((known) => known.type === type && known.country === country);
  if (found === undefined)
    throw new PortalError(400, "data.unknown-registry", "There is no such registry.", type);
  return found;
}

/** For example `NTRPL-0000123456`. */
export function organizationIdentifier(country: string, { type, number }: Registration): string {
  const { scheme } = registryOf(type, country);
  return `${scheme}${country}-${number.replace(/[^0-9A-Za-z]/g, "")}`;
}

const regions = new Intl.DisplayNames("en", { type: "region", fallback: "none" });

/** @throws PortalError `data.unknown-country` (detail: the code) for no ISO 3166-1 alpha-2 code. */
export function checkCountry(code: string): void {
  const isCountry = /^[A-Z]{2}$/.test(code) && !["EU", "EZ", "UN", "XA", "XB", "ZZ"].includes(code);
  if (!isCountry || regions.of(code) === undefined)
    throw new PortalError(400, "data.unknown-country", "There is no such country.", code);
}
