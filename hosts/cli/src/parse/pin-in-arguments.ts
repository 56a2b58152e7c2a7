import { PerennialError } from "@perennial/api";

/** Options whose value decides where things go before the command line is read. */
const deciding: ReadonlySet<string> = new Set(["--home", "--lang"]);

/**
 * Whether an argument holds a PKCS #11 URI with `pin-value` or `pin-source` (RFC 7512), however it
 * is spelt: in any letter case, percent-encoded any number of times, and wherever it stands.
 */
export function holdsPin(argument: string): boolean {
  return /pkcs11:.*pin-(?:value|source)|pin-(?:value|source)\s*=/isu.test(decoded(argument));
}

/** @throws PerennialError `token.uri-pin`, which repeats none of it. */
export function refusePins(argv: readonly string[]): void {
  if (argv.some(holdsPin)) throw new PerennialError("token.uri-pin", {}, { effect: "none" });
}

/** What may be looked at, shown and logged of a command line that {@link refusePins} refuses. */
export function withoutPins(argv: readonly string[]): readonly string[] {
  if (!argv.some(holdsPin)) return argv;
  return argv.filter((argument, index) => {
    const next = argv[index + 1];
    const loses = deciding.has(argument) && next !== undefined && holdsPin(next);
    return !holdsPin(argument) && !loses;
  });
}

/** Each round makes the text shorter, so that it ends. */
function decoded(text: string): string {
  const once = text.replaceAll(/%([0-7][0-9a-f])/giu, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return once === text ? text : decoded(once);
}
