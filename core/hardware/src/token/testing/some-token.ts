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
    readonly serial?: string;
    readonly module?: string;
    readonly slot?: string;
    readonly insertion?: number;
    readonly flags?: Partial<TokenFlags>;
    readonly spkiHashes?: readonly string[];
  } = {},
): FoundToken {
  const { label = "Card", serial = "1", module = "/module.so", flags = {} } = more;
  const names = { label, manufacturer: "Maker", model: "Model", serial };
  return {
    module: { path: module, name: "Module", source: "configured" },
    slot: more.slot ?? "01",
    pid: 1,
    insertion: more.insertion ?? 1,
    reader: `Reader of ${label}`,
    view: { ...names, flags: { ...usual, ...flags }, minPinLength: 4, maxPinLength: 8 },
    identity: { ...names, spkiHashes: more.spkiHashes ?? [] },
  };
}
