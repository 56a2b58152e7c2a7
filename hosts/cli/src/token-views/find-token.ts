import { PerennialError } from "@perennial/api";
import {
  parsePkcs11Uri,
  type FoundToken,
  type TokenListing,
  type TokenMatch,
} from "@perennial/hardware";
import { tokenUri } from "./token-uri.js";

/**
 * The token that a person names by its label, its serial number or a PKCS #11 URI.
 * @throws PerennialError `tokens.no-such-token`, which lists those that are there; `tokens.ambiguous`,
 *   which lists those that fit; `token.uri-invalid`, `token.uri-pin`.
 */
export function findToken(named: string, { tokens, modules }: TokenListing): FoundToken {
  const fitting = withoutDoubles(tokensNamed(named, tokens));
  const [first, ...others] = fitting;
  if (first === undefined) {
    const available = labels(withoutDoubles(tokens));
    // A driver that cannot be used may be the reason.
    const problem = modules.find((one) => one.problem !== undefined)?.problem;
    throw new PerennialError(
      "tokens.no-such-token",
      { token: named, available, count: available.length },
      {
        effect: "none",
        ...(problem === undefined ? {} : { cause: PerennialError.fromJSON(problem) }),
      },
    );
  }
  if (others.length > 0) {
    const problems = fitting.map((one) => ({
      path: "",
      message: `${one.view.label} · ${one.view.serial} · ${one.reader} · ${tokenUri(one)}`,
    }));
    throw new PerennialError(
      "tokens.ambiguous",
      { token: named, count: fitting.length, problems },
      { effect: "none" },
    );
  }
  return first;
}

/** The tokens that a name fits; a serial number in a URI decides between those that fit otherwise. */
export function tokensNamed(named: string, tokens: readonly FoundToken[]): readonly FoundToken[] {
  if (!isUri(named)) {
    const byLabel = tokens.filter(({ view }) => view.label === named);
    return byLabel.length > 0 ? byLabel : tokens.filter(({ view }) => view.serial === named);
  }
  const uri = parsePkcs11Uri(named);
  const fitting = tokens.filter(
    ({ view, module, reader }) =>
      agrees(uri.token, view.label) &&
      agrees(uri.manufacturer, view.manufacturer) &&
      agrees(uri.model, view.model) &&
      agrees(uri.modulePath, module.path) &&
      agrees(uri.slotDescription, reader),
  );
  // Serial numbers change with drivers' updates.
  const bySerial = fitting.filter(({ view }) => view.serial === uri.serial);
  return bySerial.length > 0 ? bySerial : fitting;
}

/** What finds this token again, and no other. */
export function matchOf({ identity, module }: FoundToken): TokenMatch {
  const { label, manufacturer, model, serial, spkiHashes } = identity;
  const [spkiHash] = spkiHashes;
  return {
    label,
    manufacturer,
    model,
    serial,
    module: module.path,
    ...(spkiHash === undefined ? {} : { spkiHash }),
  };
}

/** A token that two modules show counts once, at the first of them. */
function withoutDoubles(tokens: readonly FoundToken[]): readonly FoundToken[] {
  return tokens.filter(
    (token, index) =>
      !tokens
        .slice(0, index)
        .some((earlier) => earlier.module.path !== token.module.path && isSame(earlier, token)),
  );
}

/** A key in common, or else the same names throughout, a serial number among them. */
function isSame(one: FoundToken, other: FoundToken): boolean {
  if (one.identity.spkiHashes.some((hash) => other.identity.spkiHashes.includes(hash))) return true;
  return (
    one.view.serial !== "" &&
    (["label", "manufacturer", "model", "serial"] as const).every(
      (name) => one.view[name] === other.view[name],
    )
  );
}

function labels(tokens: readonly FoundToken[]): readonly string[] {
  // One that has neither cannot be named.
  return tokens.map(({ view }) => view.label || view.serial).filter((name) => name !== "");
}

function isUri(text: string): boolean {
  return /^pkcs11:/iu.test(text);
}

function agrees(wanted: string | undefined, is: string): boolean {
  return wanted === undefined || wanted === is;
}
