/** A card in a reader, as PC/SC tells. */
export interface CardInReader {
  /** The reader's name. */
  readonly reader: string;
  /** Answer to reset (ISO/IEC 7816-3, section 8). */
  readonly atr: Buffer;
}

/** The vendor that an answer to reset is known of. */
interface KnownAtr {
  /** The name of one of {@link knownModules}. */
  readonly module: string;
  /** Hexadecimal, upper case; a dot stands for any digit. */
  readonly atr: string;
}

const prime = "SafeNet IDPrime";
const eToken = "SafeNet eToken";
const luxTrust = "LuxTrust (Gemalto Classic Client)";
const certum = "Certum proCertum";

/**
 * Cards by their answers to reset, as the list of pcsc-tools (smartcard_list.txt) has them. Where two
 * fit, both modules are tried, the first one first: vendors use each other's chips.
 */
const knownAtrs: readonly KnownAtr[] = [
  { module: luxTrust, atr: "3B6D000080318065B08302047E83009000" },
  { module: luxTrust, atr: "3B7D94000080318065B0831100C883009000" },
  { module: luxTrust, atr: "3B7F96000080318065B085050011120FFF829000" },
  // The historical bytes spell `Certum01`.
  { module: certum, atr: "3B7F9600008031805843657274756D3031829000" },
  { module: certum, atr: "3BDD96FF8131FE4580595F5374645F496E697481059B" },
  { module: eToken, atr: "3BD5180081313A7D8073C8211030" },
  { module: eToken, atr: "3BD518008131FE7D8073C82110F4" },
  { module: eToken, atr: "3BFF9600008131FE4380318065B08.......120FFE829000.." },
  { module: eToken, atr: "3BFF9600008131FE4380318065B08.......120178829000.." },
  { module: prime, atr: "3B7F..000080318065B0........120FFE829000" },
  { module: prime, atr: "3BFF9600008131FE4380318065B08.......120FFE829000.." },
];

/** The names of the vendors' modules for a card; none for one that is not known. */
export function modulesOfCard(atr: Buffer): readonly string[] {
  const hex = atr.toString("hex").toUpperCase();
  const fitting = knownAtrs.filter((known) => new RegExp(`^${known.atr}$`, "u").test(hex));
  return [...new Set(fitting.map(({ module }) => module))];
}

/** Reads what is in the readers; who cannot say for sure says nothing. */
export interface CardsInReaders {
  read(): Promise<readonly CardInReader[]>;
}
