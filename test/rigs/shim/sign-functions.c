// Operations with keys begin, and signatures are made.
#include "objects.h"

#define INIT(name)                                                                                 \
  Rv name(Ulong session, Mechanism *mechanism, Ulong key) {                                        \
    Call call;                                                                                     \
    Rv answer;                                                                                     \
    beginCall(&call, F_##name, session, "mechanism=0x%lx key=%lu",                                 \
              mechanism == NULL ? 0 : mechanism->type, key);                                       \
    if (enterSessionCall(&call, &answer)) {                                                        \
      answer = mechanismRefusal(controlOf(&call), mechanism);                                      \
      if (answer == CKR_OK) FORWARD(answer, real->name(session, mechanism, key));                  \
    }                                                                                              \
    return endCall(&call, answer, NULL, 0);                                                        \
  }
INIT(C_EncryptInit)
INIT(C_DecryptInit)
INIT(C_SignRecoverInit)
INIT(C_VerifyInit)
INIT(C_VerifyRecoverInit)

Rv C_DigestInit(Ulong session, Mechanism *mechanism) {
  Call call;
  Rv answer;
  beginCall(&call, F_C_DigestInit, session, "mechanism=0x%lx", mechanism == NULL ? 0 : mechanism->type);
  if (enterSessionCall(&call, &answer)) {
    answer = mechanismRefusal(controlOf(&call), mechanism);
    if (answer == CKR_OK) FORWARD(answer, real->C_DigestInit(session, mechanism));
  }
  return endCall(&call, answer, NULL, 0);
}

Rv C_SignInit(Ulong session, Mechanism *mechanism, Ulong key) {
  Call call;
  Rv answer;
  beginCall(&call, F_C_SignInit, session, "mechanism=0x%lx key=%lu",
            mechanism == NULL ? 0 : mechanism->type, key);
  if (enterSessionCall(&call, &answer)) {
    const TokenControl *token = controlOf(&call);
    answer = mechanismRefusal(token, mechanism);
    if (answer == CKR_OK) FORWARD(answer, real->C_SignInit(session, mechanism, key));
    if (answer == CKR_OK && call.hasSession) {
      call.session.signing = true;
      call.session.needsPin = asksAlways(token, session, key);
      updateSession(&call.session);
    }
  }
  return endCall(&call, answer, NULL, 0);
}

/** Without its PIN a key does not sign; the operation ends, in SoftHSM too. */
static Rv withoutPin(Call *call, Ulong session) {
  Byte none = 0, signature[1024];
  Ulong length = sizeof signature;
  real->C_Sign(session, &none, 1, signature, &length);
  call->session.signing = call->session.needsPin = false;
  updateSession(&call->session);
  return CKR_USER_NOT_LOGGED_IN;
}

static void lieAboutLength(const Call *call, Rv answer, const Byte *out, Ulong *length) {
  if (answer != CKR_OK || out == NULL) return;
  if (lies(call, "more")) *length += 5000;
  if (lies(call, "less")) *length -= 1;
  if (lies(call, "nothing")) *length = 0;
}

Rv C_Sign(Ulong session, Byte *in, Ulong length, Byte *out, Ulong *outLength) {
  Call call;
  Rv answer;
  beginCall(&call, F_C_Sign, session, "data=%lu out=%s", length, out == NULL ? "no" : "yes");
  if (enterSessionCall(&call, &answer)) {
    if (call.hasSession && call.session.needsPin && out != NULL) answer = withoutPin(&call, session);
    else FORWARD(answer, real->C_Sign(session, in, length, out, outLength));
    lieAboutLength(&call, answer, out, outLength);
  }
  return endCall(&call, answer, out, outLength == NULL ? 0 : *outLength);
}

Rv C_SignUpdate(Ulong session, Byte *in, Ulong length) {
  Call call;
  Rv answer;
  beginCall(&call, F_C_SignUpdate, session, "data=%lu", length);
  if (enterSessionCall(&call, &answer)) {
    if (call.hasSession && call.session.needsPin) answer = withoutPin(&call, session);
    else FORWARD(answer, real->C_SignUpdate(session, in, length));
  }
  return endCall(&call, answer, NULL, 0);
}

Rv C_SignFinal(Ulong session, Byte *out, Ulong *outLength) {
  Call call;
  Rv answer;
  beginCall(&call, F_C_SignFinal, session, "out=%s", out == NULL ? "no" : "yes");
  if (enterSessionCall(&call, &answer)) {
    if (call.hasSession && call.session.needsPin && out != NULL) answer = withoutPin(&call, session);
    else FORWARD(answer, real->C_SignFinal(session, out, outLength));
    lieAboutLength(&call, answer, out, outLength);
  }
  return endCall(&call, answer, out, outLength == NULL ? 0 : *outLength);
}
