import type { FoundToken } from "../host/found-token.js";
import type { TokenFlags } from "../link/token-views.js";

const usual: TokenFlags = {
  initialized: true,
  loginRequired: true,
  pinSet: true,
  pinPad: false,
  pinCountLow: false,
  pinFinalTry: false,
  pinLocked: false,
  pinToBeChanged: false,
  writeProtected: false,
};

/** A token that nobody has. */
export function someToken(
  more: {
    readonly label?: string;
    readonly slot?: string;
    readonly flags?: Partial<TokenFlags>;
    readonly spkiHashes?: readonly string[];
  } = {},
): FoundToken {
  const { label = "Card", slot = "1", flags = {}, spkiHashes = [] } = more;
  const names = { label, manufacturer: "Maker", model: "Model", serial: "1" };
  return {
    module: { path: "/module.so", name: "Module", source: "configured" },
    slot,
    pid: 1,
    insertion: 1,
    reader: "Reader",
    view: { ...names, flags: { ...usual, ...flags }, minPinLength: 4, maxPinLength: 8 },
    identity: { ...names, spkiHashes },
  };
}
