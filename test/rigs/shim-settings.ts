import type { AttributeName, Ckr, CurveName, MechanismName, TokenFlag } from "./cryptoki.js";

/** A function of PKCS #11; `load`: the moment at which a process loads the library; `*`: any. */
export type ShimCall = `C_${string}` | "load" | "*";

export type ShimAction =
  /** The token is not asked; this is the answer. A number is any code, vendor codes included. */
  | { readonly return: Ckr | number }
  /** The token acts, but this is the answer: what was done is not known to the caller. */
  | { readonly afterwards: Ckr | number }
  /** The call takes so many milliseconds longer. */
  | { readonly delay: number }
  /** The call never comes back; `afterwards`: the token has acted before. */
  | { readonly hang: "before" | "afterwards" }
  /**
   * The call waits until the fault is cleared, before the token acts or before it answers. Its process
   * ends when its parent does, unless it `outlives` that, as a card goes on with what it began.
   */
  | { readonly hold: "before" | "afterwards"; readonly outlives?: boolean }
  /** The process ends in the call. `how` defaults to `segfault`. */
  | { readonly crash: "before" | "afterwards"; readonly how?: ShimCrash }
  /** The token is taken out in the call, and stays out until `insert`. */
  | { readonly remove: "before" | "afterwards" }
  /** CKR_OK with an answer that is none. Functions know the lies that make sense with them. */
  | { readonly lie: ShimLie }
  /** The module writes so many kilobytes to its standard output and to its standard error. */
  | { readonly print: number }
  /** The module starts a process that holds what is open until the fault is cleared. */
  | { readonly fork: true }
  /** One bit of the answer (signature, last attribute read) is wrong, with CKR_OK. */
  | { readonly corrupt: true };

export type ShimCrash = "abort" | "segfault" | "exit" | "exit-0";

export type ShimLie =
  /** Bytes of no meaning in place of all that was answered. */
  | "garbage"
  /** A length or number that is greater than the room there is, or smaller than what is right. */
  | "more"
  | "less"
  | "nothing"
  /** 2^40. */
  | "enormous"
  /** Of a search: each handle twice; the last one for ever; handles of nothing for ever. */
  | "twice"
  | "endless"
  | "ever-new"
  /** Of a search's beginning: the CKA_ID that is searched for is not looked at. */
  | "any-id"
  /** Of a login: what it got is written to both outputs. */
  | "tell-pin"
  /** Of slots: one went between their number and their list. */
  | "changing";

/** Something that goes wrong at calls of one function. */
export interface ShimFault {
  readonly call: ShimCall;
  /**
   * The first call it happens at, from 1, counted from the moment it was set, over all processes.
   * Without it: at every call.
   */
  readonly at?: number;
  /** At how many calls in a row. Default 1 with `at`, every one without. */
  readonly times?: number;
  readonly do: ShimAction;
}

/** How one token behaves. */
export interface ShimToken {
  /** Flags shown, whatever is true. */
  readonly flags?: { readonly set?: readonly TokenFlag[]; readonly clear?: readonly TokenFlag[] };
  /** Present, but C_GetTokenInfo and C_OpenSession answer CKR_TOKEN_NOT_RECOGNIZED. */
  readonly unrecognised?: boolean;
  /** Its slot goes away with it, instead of staying empty. */
  readonly slotVanishes?: boolean;
  /** CKF_WRITE_PROTECTED, and no read-write session. */
  readonly readOnly?: boolean;
  /** CKF_PROTECTED_AUTHENTICATION_PATH; a null PIN is cancelled at the pad, an empty one is a try. */
  readonly pinPad?: boolean;
  /** Wrong tries in a row that lock a PIN. Default: it never locks, but tries are counted. */
  readonly pinTries?: number;
  /** Shown, and kept: any other length is CKR_PIN_LEN_RANGE and a try. */
  readonly pinLength?: { readonly min: number; readonly max: number };
  /** Whether flags tell of the tries. Default `true`; with `false` flags lie. */
  readonly pinFlags?: boolean;
  /** Keys with CKA_ALWAYS_AUTHENTICATE: `all` private keys, or the one with this CKA_ID. */
  readonly alwaysAuthenticate?: {
    readonly keys: "all" | Buffer;
    /** Their PIN, which is not the user's. */
    readonly pin: string;
    /** Wrong tries in a row that lock it. Default: never. */
    readonly tries?: number;
  };
  /** Token objects cannot be created: CKR_DEVICE_MEMORY. */
  readonly full?: boolean;
  /** Bytes as CK_TOKEN_INFO tells them; `unavailable` is CK_UNAVAILABLE_INFORMATION. */
  readonly memory?: {
    readonly totalPublic?: number | "unavailable";
    readonly freePublic?: number | "unavailable";
    readonly totalPrivate?: number | "unavailable";
    readonly freePrivate?: number | "unavailable";
  };
  readonly withoutMechanisms?: readonly MechanismName[];
  /** The longest RSA modulus, in bits. */
  readonly rsaMax?: number;
  readonly withoutCurves?: readonly CurveName[];
  /** Reading one of these answers CKR_ATTRIBUTE_TYPE_INVALID for the whole call. */
  readonly unreadableAttributes?: readonly AttributeName[];
  /** A template that sets one of these is refused with CKR_ATTRIBUTE_TYPE_INVALID. */
  readonly refusedAttributes?: readonly AttributeName[];
  /** Booleans that are read so, whatever is true: `{ LOCAL: false }`. */
  readonly forcedAttributes?: Readonly<Partial<Record<AttributeName, boolean>>>;
  /** At most 16 ASCII characters. */
  readonly serial?: string;
  /** The label shown, also in bytes that are no UTF-8; the rig goes on naming the token by its own. */
  readonly label?: string | Buffer;
  /** Bytes of each CKA_VALUE that is read, whatever it is. */
  readonly valueSize?: number;
  /** Answer in a session while the token is out. Default CKR_DEVICE_REMOVED. */
  readonly removedCode?: Ckr | number;
  /** Answer in an old session after the token is back. Default CKR_SESSION_HANDLE_INVALID. */
  readonly replacedCode?: Ckr | number;
}

export interface ShimSettings {
  readonly faults?: readonly ShimFault[];
  /** Every token. */
  readonly token?: ShimToken;
  /** By label; each member replaces the same of `token`. */
  readonly tokens?: Readonly<Record<string, ShimToken>>;
  /** Whether the uninitialised token that SoftHSM always offers is seen. Default `false`. */
  readonly uninitialisedSlot?: boolean;
  /** Added to every slot id, as after a driver update. */
  readonly slotOffset?: number;
  /** How C_WaitForSlotEvent behaves; `silent` never tells of anything. Default `normal`. */
  readonly slotEvents?: "normal" | "unsupported" | "silent";
}
