import { toErrorData } from "@perennial/api";
import type { Look } from "../link/messages.js";
import type { SlotView, TokenFlags, TokenView } from "../link/token-views.js";
import { CKF } from "./constants.js";
import { calling, returnValue } from "./return-value.js";
import { shown, type Cryptoki, type Handle } from "./cryptoki.js";

/** What is known of the token in a slot from before. */
export interface SeenToken {
  /** Whether a session for work is open. */
  readonly inUse: boolean;
  /** How it was read the last time, if it has not been away since. */
  asBefore(): SlotToken | undefined;
  read(view: TokenView): SlotToken;
}

type SlotToken = Pick<SlotView, "insertion"> & { readonly token: TokenView };

/** Slots with a token; one that cannot be read never hides another. */
export function listSlots(
  lib: Cryptoki,
  seen: (slot: string) => SeenToken,
  look: Look,
): SlotView[] {
  const handles = calling("C_GetSlotList", () => lib.C_GetSlotList(true));
  return handles.map((handle) => slotView(lib, handle, seen, look));
}

/**
 * The slots that are of a device, or whose tokens come and go, by the names they have; empty ones as
 * well. A program's own slot (SoftHSM) is neither, and no reader.
 */
export function listReaders(lib: Cryptoki): string[] {
  const handles = calling("C_GetSlotList", () => lib.C_GetSlotList(false));
  return handles.flatMap((handle) => {
    try {
      const { flags, slotDescription } = lib.C_GetSlotInfo(handle);
      return isOfProgram(flags) ? [] : [shown(slotDescription)];
    } catch (error) {
      // It was there a moment ago: a reader that is pulled out is none.
      if (returnValue(error) === undefined) throw error;
      return [];
    }
  });
}

/** Whether a slot is neither of a device nor one whose token comes and goes. */
function isOfProgram(flags: number): boolean {
  return (flags & (CKF.REMOVABLE_DEVICE | CKF.HW_SLOT)) === 0;
}

/** Whether there is a token in a slot, as far as the reader tells. */
export function isPresent(lib: Cryptoki, slot: Handle): boolean {
  try {
    return (lib.C_GetSlotInfo(slot).flags & CKF.TOKEN_PRESENT) !== 0;
  } catch (error) {
    if (returnValue(error) === undefined) throw error;
    return false;
  }
}

function slotView(
  lib: Cryptoki,
  handle: Handle,
  seen: (slot: string) => SeenToken,
  look: Look,
): SlotView {
  const insertion = 0;
  const slot = handle.toString("hex");
  let description = "";
  let present = true;
  let kind: Pick<SlotView, "fixed" | "ofProgram"> = {};
  try {
    const info = calling("C_GetSlotInfo", () => lib.C_GetSlotInfo(handle));
    description = shown(info.slotDescription);
    present = (info.flags & CKF.TOKEN_PRESENT) !== 0;
    if ((info.flags & CKF.REMOVABLE_DEVICE) === 0) kind = { fixed: true };
    if (isOfProgram(info.flags)) kind = { ...kind, ofProgram: true };
    if (!present) return { slot, description, present, ...kind, insertion };
    const known = seen(slot);
    const glance = look === "glance" || (look === "refresh" && known.inUse);
    const token = (glance ? known.asBefore() : undefined) ?? known.read(tokenView(lib, handle));
    return { slot, description, present, ...kind, ...token };
  } catch (error) {
    return { slot, description, present, ...kind, insertion, problem: toErrorData(error) };
  }
}

/** @throws PerennialError `token.not-recognized`, `token.removed`, `token.refused` and others. */
export function tokenView(lib: Cryptoki, slot: Handle): TokenView {
  const info = calling("C_GetTokenInfo", () => lib.C_GetTokenInfo(slot));
  const freePublic = known(info.freePublicMemory, info.totalPublicMemory);
  const freePrivate = known(info.freePrivateMemory, info.totalPrivateMemory);
  return {
    label: shown(info.label),
    manufacturer: shown(info.manufacturerID),
    model: shown(info.model),
    serial: shown(info.serialNumber),
    flags: tokenFlags(info.flags),
    minPinLength: unavailable(info.minPinLen) ? 0 : Number(info.minPinLen),
    maxPinLength: unavailable(info.maxPinLen) ? 0 : Number(info.maxPinLen),
    ...(freePublic === undefined ? {} : { freePublicMemory: freePublic }),
    ...(freePrivate === undefined ? {} : { freePrivateMemory: freePrivate }),
  };
}

function tokenFlags(flags: number): TokenFlags {
  const has = (flag: number) => (flags & flag) !== 0;
  return {
    initialized: has(CKF.TOKEN_INITIALIZED),
    loginRequired: has(CKF.LOGIN_REQUIRED),
    pinSet: has(CKF.USER_PIN_INITIALIZED),
    pinPad: has(CKF.PROTECTED_AUTHENTICATION_PATH),
    pinCountLow: has(CKF.USER_PIN_COUNT_LOW),
    pinFinalTry: has(CKF.USER_PIN_FINAL_TRY),
    pinLocked: has(CKF.USER_PIN_LOCKED),
    pinToBeChanged: has(CKF.USER_PIN_TO_BE_CHANGED),
    writeProtected: has(CKF.WRITE_PROTECTED),
  };
}

/** Free memory, where total and free make sense together; many modules fill in anything. */
function known(free: number | bigint, total: number | bigint): number | undefined {
  if (unavailable(free) || unavailable(total) || Number(total) === 0 || free > total) {
    return undefined;
  }
  return Number(free);
}

/** CK_UNAVAILABLE_INFORMATION, which pkcs11js gives as 32 bits or as 64, is all ones. */
function unavailable(value: number | bigint): boolean {
  return [0xffff_ffffn, 0xffff_ffff_ffff_ffffn].includes(BigInt(value));
}

/** A slot's handle from its view. */
export function slotHandle(slot: string): Handle {
  return Buffer.from(slot, "hex");
}
