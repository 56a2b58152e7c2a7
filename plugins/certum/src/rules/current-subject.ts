/** What a certificate states of its organization, as the forms have it. */
export interface StatedOrganization {
  readonly organization?: string;
  readonly country?: string;
  readonly state?: string;
  readonly locality?: string;
  readonly registrationType?: string;
  readonly registrationNumber?: string;
}

/** What the subject of the current certificate (RFC 4514) states of the organization. */
export function organizationStated(subject: string): StatedOrganization {
  const stated = {
    organization: statedAs(subject, "O"),
    country: statedAs(subject, "C"),
    state: statedAs(subject, "ST", "SP", "S"),
    locality: statedAs(subject, "L"),
    ...registrationOf(statedAs(subject, "organizationIdentifier", "2.5.4.97") ?? ""),
  };
  return Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined));
}

/** The value of the only attribute of one of these types; undefined if there is none or several. */
export function statedAs(subject: string, ...types: readonly string[]): string | undefined {
  const wanted = types.map((type) => type.toUpperCase());
  const [found, ...more] = splitAt(subject)
    .map((part) => [part.slice(0, part.indexOf("=")).trim(), part.slice(part.indexOf("=") + 1)])
    .filter(([type = ""]) => wanted.includes(type.toUpperCase()));
  const value = unescaped(found?.[1]?.trim() ?? "");
  return more.length > 0 || value === "" ? undefined : value;
}

/** The Polish registers whose numbers an organizationIdentifier tells apart by their length. */
function registrationOf(
  identifier: string,
): Pick<StatedOrganization, "registrationType" | "registrationNumber"> {
  const [, scheme, number = ""] = /^(NTR|VAT)PL-(\d+)$/.exec(identifier) ?? [];
  const registers = { NTR: { 9: "REGON", 10: "KRS", 14: "REGON" }, VAT: { 10: "NIP" } } as const;
  const lengths: { readonly [length: number]: string } =
    scheme === "NTR" || scheme === "VAT" ? registers[scheme] : {};
  const registrationType = lengths[number.length];
  return registrationType === undefined ? {} : { registrationType, registrationNumber: number };
}

/** The attributes of a name: an escaped or quoted separator is none. */
function splitAt(name: string): readonly string[] {
  return name.match(/(?:\\.|"(?:\\.|[^"\\])*"|[^,+\\"])+/gs) ?? [];
}

/** RFC 4514, section 3: `\` and two hexadecimal digits is a byte of UTF-8, `\` and another itself. */
function unescaped(value: string): string {
  const bare = /^".*"$/s.test(value) ? value.slice(1, -1) : value;
  return bare.replaceAll(/(?:\\[0-9a-f]{2})+|\\(.)/gis, (run: string, single?: string) =>
    single === undefined ? Buffer.from(run.replaceAll("\\", ""), "hex").toString("utf8") : single,
  );
}
