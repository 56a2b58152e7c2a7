// Slots, tokens and sessions.
#include "call.h"
#include "state.h"
#include <string.h>

static Rv slotList(const Control *control, Byte present, Ulong *slots, Ulong *count) {
  Ulong all[64], found = 64, kept = 0;
  if (count == NULL) return CKR_ARGUMENTS_BAD;
  // SoftHSM looks for new tokens only when it is asked for the number.
  Rv answer = slots == NULL ? real->C_GetSlotList(0, NULL, &found) : CKR_OK;
  if (answer == CKR_OK) {
    found = 64;
    answer = real->C_GetSlotList(0, all, &found);
  }
  if (answer != CKR_OK) return answer;
  for (Ulong i = 0; i < found; i++) {
    if (!slotVisible(control, all[i])) continue;
    int token = tokenOfSlot(control, all[i]);
    if (tokenAbsent(token) && (present || control->tokens[token].slotVanishes)) continue;
    if (slots != NULL && kept < *count) slots[kept] = all[i] + control->slotOffset;
    kept++;
  }
  bool small = slots != NULL && kept > *count;
  *count = kept;
  return small ? CKR_BUFFER_TOO_SMALL : CKR_OK;
}

Rv C_GetSlotList(Byte present, Ulong *slots, Ulong *count) {
  Call call;
  Rv answer;
  beginCall(&call, F_C_GetSlotList, 0, "present=%d", present);
  if (enterCall(&call, &answer)) {
    if (real == NULL) answer = CKR_CRYPTOKI_NOT_INITIALIZED;
    else FORWARD(answer, slotList(&call.control, present, slots, count));
    // Between the number and the list slots came or went.
    if (answer == CKR_OK && slots == NULL && lies(&call, "more")) *count += 3;
    if (answer == CKR_OK && slots != NULL && lies(&call, "changing") && *count > 0) *count -= 1;
    if (answer == CKR_OK && slots == NULL && lies(&call, "enormous")) *count = (Ulong)1 << 40;
  }
  return endCall(&call, answer, (Byte *)slots,
                 answer == CKR_OK && slots != NULL ? *count * sizeof *slots : 0);
}

/** Begins a call about a slot. `true`: go on with the real slot; otherwise `answer` is the answer. */
static bool beginSlotCall(Call *call, int function, Ulong slot, Ulong *realSlot, Rv *answer) {
  beginCall(call, function, 0, "slot=%lu", slot);
  *realSlot = slot - call->control.slotOffset;
  call->token = tokenOfSlot(&call->control, *realSlot);
  if (!enterCall(call, answer)) return false;
  *answer = CKR_OK;
  if (real == NULL) *answer = CKR_CRYPTOKI_NOT_INITIALIZED;
  else if (tokenAbsent(call->token) && call->control.tokens[call->token].slotVanishes)
    *answer = CKR_SLOT_ID_INVALID;
  else if (function != F_C_GetSlotInfo && tokenAbsent(call->token)) *answer = CKR_TOKEN_NOT_PRESENT;
  else if (function != F_C_GetSlotInfo && call->token >= 0 &&
           call->control.tokens[call->token].unrecognised)
    *answer = CKR_TOKEN_NOT_RECOGNIZED;
  return *answer == CKR_OK;
}

Rv C_GetSlotInfo(Ulong slot, SlotInfo *info) {
  Call call;
  Rv answer;
  Ulong realSlot;
  if (beginSlotCall(&call, F_C_GetSlotInfo, slot, &realSlot, &answer)) {
    FORWARD(answer, real->C_GetSlotInfo(realSlot, info));
    if (answer == CKR_OK) info->flags |= CKF_REMOVABLE_DEVICE;
    if (answer == CKR_OK && tokenAbsent(call.token)) info->flags &= ~(Ulong)CKF_TOKEN_PRESENT;
  }
  return endCall(&call, answer, (Byte *)info, sizeof *info);
}

static Ulong pinFlags(const TokenControl *token, unsigned tries) {
  if (!token->pinFlags || token->pinTries == 0 || tries == 0) return 0;
  if (tries >= token->pinTries) return CKF_USER_PIN_LOCKED;
  return CKF_USER_PIN_COUNT_LOW | (tries + 1 == token->pinTries ? CKF_USER_PIN_FINAL_TRY : 0);
}

static void padded(Byte *out, size_t size, const char *text) {
  if (text[0] == 0) return;
  memset(out, ' ', size);
  memcpy(out, text, strlen(text));
}

static void overrideToken(const TokenControl *token, int index, TokenInfo *info) {
  const Ulong counting = CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_LOCKED;
  const Ulong protectedPath = 0x100;
  info->flags = (info->flags & ~counting) | pinFlags(token, atomic_load(tokenState(index, USER_TRIES)));
  if (token->pinPad) info->flags |= protectedPath;
  if (token->readOnly) info->flags |= CKF_WRITE_PROTECTED;
  info->flags = (info->flags | token->flagsSet) & ~token->flagsClear;
  if (token->maxPin > 0) {
    info->minPin = token->minPin;
    info->maxPin = token->maxPin;
  }
  Ulong *const memory[] = {&info->totalPublic, &info->freePublic, &info->totalPrivate,
                           &info->freePrivate};
  for (int i = 0; i < 4; i++)
    if (token->memorySet[i]) *memory[i] = token->memory[i];
  padded(info->serial, sizeof info->serial, token->serial);
  padded(info->label, sizeof info->label, token->label);
}

Rv C_GetTokenInfo(Ulong slot, TokenInfo *info) {
  Call call;
  Rv answer;
  Ulong realSlot;
  if (beginSlotCall(&call, F_C_GetTokenInfo, slot, &realSlot, &answer)) {
    FORWARD(answer, real->C_GetTokenInfo(realSlot, info));
    if (answer == CKR_OK) overrideToken(&call.control.tokens[call.token], call.token, info);
  }
  return endCall(&call, answer, (Byte *)info, sizeof *info);
}

static Rv mechanismList(const TokenControl *token, Ulong slot, Ulong *types, Ulong *count) {
  Ulong all[512], found = 512, kept = 0;
  if (count == NULL) return CKR_ARGUMENTS_BAD;
  Rv answer = real->C_GetMechanismList(slot, all, &found);
  if (answer != CKR_OK) return answer;
  for (Ulong i = 0; i < found; i++) {
    if (listed(&token->mechanismsHidden, all[i])) continue;
    if (types != NULL && kept < *count) types[kept] = all[i];
    kept++;
  }
  bool small = types != NULL && kept > *count;
  *count = kept;
  return small ? CKR_BUFFER_TOO_SMALL : CKR_OK;
}

Rv C_GetMechanismList(Ulong slot, Ulong *types, Ulong *count) {
  Call call;
  Rv answer;
  Ulong realSlot;
  if (beginSlotCall(&call, F_C_GetMechanismList, slot, &realSlot, &answer))
    FORWARD(answer, mechanismList(&call.control.tokens[call.token], realSlot, types, count));
  if (answer == CKR_OK && types == NULL && lies(&call, "enormous")) *count = (Ulong)1 << 40;
  return endCall(&call, answer, (Byte *)types,
                 answer == CKR_OK && types != NULL ? *count * sizeof *types : 0);
}

Rv C_GetMechanismInfo(Ulong slot, Ulong type, MechanismInfo *info) {
  Call call;
  Rv answer;
  Ulong realSlot;
  if (beginSlotCall(&call, F_C_GetMechanismInfo, slot, &realSlot, &answer)) {
    const TokenControl *token = &call.control.tokens[call.token];
    if (listed(&token->mechanismsHidden, type)) answer = CKR_MECHANISM_INVALID;
    else FORWARD(answer, real->C_GetMechanismInfo(realSlot, type, info));
    bool rsa = type <= CKM_RSA_LAST || (type >= CKM_RSA_SHA_FIRST && type <= CKM_RSA_SHA_LAST);
    if (answer == CKR_OK && rsa && token->rsaMax > 0 && info->maxKeySize > token->rsaMax)
      info->maxKeySize = token->rsaMax;
  }
  return endCall(&call, answer, (Byte *)info, sizeof *info);
}

Rv C_InitToken(Ulong slot, Byte *pin, Ulong length, Byte *label) {
  Call call;
  Rv answer;
  Ulong realSlot;
  if (beginSlotCall(&call, F_C_InitToken, slot, &realSlot, &answer))
    FORWARD(answer, real->C_InitToken(realSlot, pin, length, label));
  return endCall(&call, answer, NULL, 0);
}

Rv C_OpenSession(Ulong slot, Ulong flags, void *application, void *notify, Ulong *session) {
  Call call;
  Rv answer;
  Ulong realSlot;
  if (beginSlotCall(&call, F_C_OpenSession, slot, &realSlot, &answer)) {
    if (call.control.tokens[call.token].readOnly && (flags & CKF_RW_SESSION))
      answer = CKR_TOKEN_WRITE_PROTECTED;
    else FORWARD(answer, real->C_OpenSession(realSlot, flags, application, notify, session));
    if (answer == CKR_OK)
      addSession((Session){.handle = *session,
                           .slot = realSlot,
                           .token = call.token,
                           .epoch = atomic_load(tokenState(call.token, EPOCH))});
  }
  return endCall(&call, answer, NULL, 0);
}

Rv C_CloseSession(Ulong session) {
  Call call;
  Rv answer;
  beginCall(&call, F_C_CloseSession, session, "%s", "");
  if (enterCall(&call, &answer)) {
    if (real == NULL) answer = CKR_CRYPTOKI_NOT_INITIALIZED;
    else FORWARD(answer, real->C_CloseSession(session));
  }
  removeSession(session);
  return endCall(&call, answer, NULL, 0);
}

Rv C_CloseAllSessions(Ulong slot) {
  Call call;
  Rv answer;
  Ulong realSlot;
  if (beginSlotCall(&call, F_C_CloseAllSessions, slot, &realSlot, &answer)) {
    FORWARD(answer, real->C_CloseAllSessions(realSlot));
    removeSessions(realSlot, false);
  }
  return endCall(&call, answer, NULL, 0);
}

Rv C_GetSessionInfo(Ulong session, SessionInfo *info) {
  Call call;
  Rv answer;
  beginCall(&call, F_C_GetSessionInfo, session, "%s", "");
  if (enterCall(&call, &answer)) {
    if (real == NULL) answer = CKR_CRYPTOKI_NOT_INITIALIZED;
    else FORWARD(answer, real->C_GetSessionInfo(session, info));
    if (answer == CKR_OK) info->slot += call.control.slotOffset;
  }
  return endCall(&call, answer, (Byte *)info, sizeof *info);
}
