import type { Refusal } from "@perennial/api";

/** How a register knows an organization. */
export type Registration = { readonly type: string; readonly number: string };

/**
 * What an organizationIdentifier looks like: three letters of the scheme, the country, a hyphen and the
 * reference. S/MIME Baseline Requirements, Appendix A; ETSI EN 319 412-1, 5.1.4.
 */
export const organizationIdentifierPattern =
  "(?:(?:NTR|VAT|PSD|GOV)[A-Z]{2}(?:\\+[A-Z0-9]{1,3})?|(?:LEI|INT)XG)-\\S(?:.*\\S)?";

/**
 * The organizationIdentifier (2.5.4.97) of an entry in a register: `NTRPL-0000012345` for number
 * 12345 of the Polish court register KRS, `VATPL-1234567890` for a tax number.
 * @returns the identifier, or why none can be made: `certum.registration.number`,
 *   `certum.registration.country`.
 */
export function organizationIdentifier(
  country: string,
  { type, number }: Registration,
): { readonly identifier: string } | Refusal {
  const register = type.trim().toUpperCase();
  const bare = number.trim().replaceAll(/\s+/g, " ");
  const wrong: Refusal = { code: "certum.registration.number", params: { type, number } };
  if (!/^[A-Z]{2}$/.test(country)) {
    return { code: "certum.registration.country", params: { country } };
  }
  if (register === "LEI") return isLei(bare) ? { identifier: `LEIXG-${bare}` } : wrong;
  if (country === "PL") {
    const polish = polishRegisters[register];
    if (polish !== undefined) {
      const digits = polish.digits(bare.replaceAll(/[\s-]/g, "").replace(/^PL/i, ""));
      return digits === undefined ? wrong : { identifier: `${polish.scheme}PL-${digits}` };
    }
  }
  if (bare === "") return wrong;
  if (!isVat(register)) return { identifier: `NTR${country}-${bare}` };
  // Tax numbers of Greece begin with EL. Directive 2006/112/EC, article 215.
  const prefix = country === "GR" ? "EL" : country;
  const own = bare.replaceAll(/[\s.-]/g, "").toUpperCase();
  const digits = own.startsWith(prefix) ? own.slice(2) : own;
  return digits === "" ? wrong : { identifier: `VAT${prefix}-${digits}` };
}

/** What a Polish register's numbers are; `digits` answers undefined for what is none of its numbers. */
const polishRegisters: {
  readonly [type: string]: {
    readonly scheme: "NTR" | "VAT";
    readonly digits: (number: string) => string | undefined;
  };
} = {
  // Ten digits with leading zeros, which people leave out.
  KRS: {
    scheme: "NTR",
    digits: (number) => (/^(?!0*$)\d{1,10}$/.test(number) ? number.padStart(10, "0") : undefined),
  },
  NIP: { scheme: "VAT", digits: (number) => (isNip(number) ? number : undefined) },
  REGON: { scheme: "NTR", digits: (number) => (isRegon(number) ? number : undefined) },
};

const isVat = (register: string): boolean => ["VAT", "NIP", "VATIN", "TAX"].includes(register);

/** The tenth digit is the weighted sum of the others modulo 11; 10 is none. */
function isNip(number: string): boolean {
  return /^\d{10}$/.test(number) && checkDigit(number, [6, 5, 7, 2, 3, 4, 5, 6, 7], 9, false);
}

/** Nine digits, or fourteen for a local unit, whose first nine are the organization's. */
function isRegon(number: string): boolean {
  const short = [8, 9, 2, 3, 4, 5, 6, 7];
  const long = [2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8];
  if (!/^(?:\d{9}|\d{14})$/.test(number)) return false;
  return (
    checkDigit(number, short, 8, true) &&
    (number.length === 9 || checkDigit(number, long, 13, true))
  );
}

function checkDigit(
  number: string,
  weights: readonly number[],
  at: number,
  tenIsZero: boolean,
): boolean {
  const sum = weights.reduce((total, weight, place) => total + weight * Number(number[place]), 0);
  const rest = sum % 11;
  return (tenIsZero && rest === 10 ? 0 : rest) === Number(number[at]);
}

/** ISO 17442: 18 letters and digits and two check digits, which make the whole 1 modulo 97. */
function isLei(number: string): boolean {
  if (!/^[0-9A-Z]{18}\d{2}$/.test(number)) return false;
  const digits = [...number].map((one) => Number.parseInt(one, 36).toString()).join("");
  return BigInt(digits) % 97n === 1n;
}
