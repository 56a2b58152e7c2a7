// PINs, counted as a card counts them.
#include "call.h"
#include "state.h"
#include <unistd.h>

static bool wrongPin(Rv answer, Ulong length) {
  return answer == CKR_PIN_INCORRECT || answer == CKR_PIN_LEN_RANGE ||
         (length == 0 && answer != CKR_OK);
}

/** Counts a try with a PIN as the card would: in the state, so that a restart does not help. */
static Rv counted(atomic_uint *tries, Rv answer, Ulong length) {
  if (wrongPin(answer, length)) atomic_fetch_add(tries, 1);
  else if (answer == CKR_OK) atomic_store(tries, 0);
  return answer;
}

static Rv contextLogin(Call *call, const Byte *pin, Ulong length) {
  const TokenControl *token = controlOf(call);
  atomic_uint *tries = tokenState(call->token, CONTEXT_TRIES);
  if (!call->session.needsPin) return CKR_OPERATION_NOT_INITIALIZED;
  if (token->contextTries > 0 && atomic_load(tries) >= token->contextTries) return CKR_PIN_LOCKED;
  bool right = pin != NULL && fnv1a(pin, length) == token->contextPin;
  Rv answer = counted(tries, right ? CKR_OK : CKR_PIN_INCORRECT, length);
  if (answer == CKR_OK) {
    call->session.needsPin = false;
    updateSession(&call->session);
  }
  return answer;
}

/** To both outputs, as a driver's traces do. */
static void tellPin(const Byte *pin, Ulong length) {
  static const char before[] = "C_Login pin=", after[] = "\n";
  for (int out = STDOUT_FILENO; out <= STDERR_FILENO; out++)
    if (write(out, before, sizeof before - 1) < 0 || write(out, pin, length) < 0 ||
        write(out, after, sizeof after - 1) < 0)
      return;
}

Rv C_Login(Ulong session, Ulong user, Byte *pin, Ulong length) {
  Call call;
  Rv answer;
  beginCall(&call, F_C_Login, session, "user=%lu pin=%ld", user, pin == NULL ? -1 : (long)length);
  if (enterSessionCall(&call, &answer)) {
    const TokenControl *token = controlOf(&call);
    if (pin != NULL && lies(&call, "tell-pin")) tellPin(pin, length);
    if (token->pinPad && pin == NULL) answer = CKR_FUNCTION_CANCELED;
    else if (user == CKU_CONTEXT_SPECIFIC && token->contextPinSet && call.hasSession)
      answer = contextLogin(&call, pin, length);
    else {
      atomic_uint *tries = tokenState(call.token < 0 ? 0 : call.token,
                                      user == CKU_SO ? SO_TRIES : USER_TRIES);
      bool fits = token->maxPin == 0 || (length >= token->minPin && length <= token->maxPin);
      if (token->pinTries > 0 && atomic_load(tries) >= token->pinTries) answer = CKR_PIN_LOCKED;
      else {
        if (fits) FORWARD(answer, real->C_Login(session, user, pin, length));
        else answer = CKR_PIN_LEN_RANGE;
        if (pin != NULL) answer = counted(tries, answer, length);
      }
    }
  }
  return endCall(&call, answer, NULL, 0);
}

Rv C_InitPIN(Ulong session, Byte *pin, Ulong length) {
  Call call;
  Rv answer;
  beginCall(&call, F_C_InitPIN, session, "pin=%lu", length);
  if (enterSessionCall(&call, &answer)) {
    FORWARD(answer, real->C_InitPIN(session, pin, length));
    if (answer == CKR_OK && call.token >= 0) atomic_store(tokenState(call.token, USER_TRIES), 0);
  }
  return endCall(&call, answer, NULL, 0);
}

Rv C_SetPIN(Ulong session, Byte *old, Ulong oldLength, Byte *pin, Ulong length) {
  Call call;
  Rv answer;
  beginCall(&call, F_C_SetPIN, session, "old=%lu pin=%lu", oldLength, length);
  if (enterSessionCall(&call, &answer)) {
    const TokenControl *token = controlOf(&call);
    atomic_uint *tries = tokenState(call.token < 0 ? 0 : call.token, USER_TRIES);
    if (token->pinTries > 0 && atomic_load(tries) >= token->pinTries) answer = CKR_PIN_LOCKED;
    else {
      FORWARD(answer, real->C_SetPIN(session, old, oldLength, pin, length));
      answer = counted(tries, answer, oldLength);
    }
  }
  return endCall(&call, answer, NULL, 0);
}
