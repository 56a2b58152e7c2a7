// PINs, objects, keys and signatures.
#include "call.h"
#include "state.h"
#include <string.h>

static const TokenControl *controlOf(const Call *call) {
  return &call->control.tokens[call->token < 0 ? 0 : call->token];
}

/** Begins a call in a session. `true`: go on; otherwise `answer` is the answer. */
static bool enterSessionCall(Call *call, Rv *answer) {
  if (!enterCall(call, answer)) return false;
  if (real == NULL) *answer = CKR_CRYPTOKI_NOT_INITIALIZED;
  return real != NULL;
}

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

Rv C_Login(Ulong session, Ulong user, Byte *pin, Ulong length) {
  Call call;
  Rv answer;
  beginCall(&call, F_C_Login, session, "user=%lu pin=%ld", user, pin == NULL ? -1 : (long)length);
  if (enterSessionCall(&call, &answer)) {
    const TokenControl *token = controlOf(&call);
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

static const Attribute *attributeOf(const Attribute *template, Ulong count, Ulong type) {
  for (Ulong i = 0; template != NULL && i < count; i++)
    if (template[i].type == type) return &template[i];
  return NULL;
}

/** What a token with these limits says to a template of a new object. */
static Rv refusal(const TokenControl *token, const Attribute *template, Ulong count) {
  for (Ulong i = 0; template != NULL && i < count; i++)
    if (listed(&token->attributesRefused, template[i].type)) return CKR_ATTRIBUTE_TYPE_INVALID;
  const Attribute *bits = attributeOf(template, count, CKA_MODULUS_BITS);
  if (bits != NULL && token->rsaMax > 0 && *(const Ulong *)bits->value > token->rsaMax)
    return CKR_KEY_SIZE_RANGE;
  const Attribute *curve = attributeOf(template, count, CKA_EC_PARAMS);
  for (int i = 0; curve != NULL && i < token->curveCount; i++)
    if (curve->length == (Ulong)token->curveLengths[i] &&
        memcmp(curve->value, token->curves[i], curve->length) == 0)
      return CKR_CURVE_NOT_SUPPORTED;
  const Attribute *stays = attributeOf(template, count, CKA_TOKEN);
  if (token->full && stays != NULL && stays->length == 1 && *(const Byte *)stays->value != 0)
    return CKR_DEVICE_MEMORY;
  return CKR_OK;
}

static Rv mechanismRefusal(const TokenControl *token, const Mechanism *mechanism) {
  bool hidden = mechanism != NULL && listed(&token->mechanismsHidden, mechanism->type);
  return hidden ? CKR_MECHANISM_INVALID : CKR_OK;
}

/** CKA_ID of a template in hexadecimal, for the log. */
static const char *idText(const Attribute *template, Ulong count, char *text, size_t size) {
  const Attribute *id = attributeOf(template, count, CKA_ID);
  size_t length = id == NULL ? 0 : id->length;
  if (length > size / 2 - 1) length = size / 2 - 1;
  text[0] = 0;
  for (size_t i = 0; i < length; i++) {
    static const char digits[] = "0123456789abcdef";
    text[2 * i] = digits[((const Byte *)id->value)[i] >> 4];
    text[2 * i + 1] = digits[((const Byte *)id->value)[i] & 15];
    text[2 * i + 2] = 0;
  }
  return text;
}

static Ulong classOf(const Attribute *template, Ulong count) {
  const Attribute *class = attributeOf(template, count, CKA_CLASS);
  return class == NULL ? ~(Ulong)0 : *(const Ulong *)class->value;
}

Rv C_CreateObject(Ulong session, Attribute *template, Ulong count, Ulong *object) {
  Call call;
  Rv answer;
  char id[128];
  beginCall(&call, F_C_CreateObject, session, "class=%lu id=%s", classOf(template, count),
            idText(template, count, id, sizeof id));
  if (enterSessionCall(&call, &answer)) {
    answer = refusal(controlOf(&call), template, count);
    if (answer == CKR_OK) FORWARD(answer, real->C_CreateObject(session, template, count, object));
  }
  return endCall(&call, answer, NULL, 0);
}

Rv C_CopyObject(Ulong session, Ulong object, Attribute *template, Ulong count, Ulong *copy) {
  Call call;
  Rv answer;
  beginCall(&call, F_C_CopyObject, session, "object=%lu", object);
  if (enterSessionCall(&call, &answer)) {
    answer = refusal(controlOf(&call), template, count);
    if (answer == CKR_OK) FORWARD(answer, real->C_CopyObject(session, object, template, count, copy));
  }
  return endCall(&call, answer, NULL, 0);
}

Rv C_SetAttributeValue(Ulong session, Ulong object, Attribute *template, Ulong count) {
  Call call;
  Rv answer;
  beginCall(&call, F_C_SetAttributeValue, session, "object=%lu", object);
  if (enterSessionCall(&call, &answer)) {
    answer = refusal(controlOf(&call), template, count);
    if (answer == CKR_OK) FORWARD(answer, real->C_SetAttributeValue(session, object, template, count));
  }
  return endCall(&call, answer, NULL, 0);
}

Rv C_GenerateKey(Ulong session, Mechanism *mechanism, Attribute *template, Ulong count, Ulong *key) {
  Call call;
  Rv answer;
  beginCall(&call, F_C_GenerateKey, session, "mechanism=0x%lx", mechanism == NULL ? 0 : mechanism->type);
  if (enterSessionCall(&call, &answer)) {
    answer = mechanismRefusal(controlOf(&call), mechanism);
    if (answer == CKR_OK) answer = refusal(controlOf(&call), template, count);
    if (answer == CKR_OK)
      FORWARD(answer, real->C_GenerateKey(session, mechanism, template, count, key));
  }
  return endCall(&call, answer, NULL, 0);
}

Rv C_GenerateKeyPair(Ulong session, Mechanism *mechanism, Attribute *publicTemplate,
                     Ulong publicCount, Attribute *privateTemplate, Ulong privateCount,
                     Ulong *publicKey, Ulong *privateKey) {
  Call call;
  Rv answer;
  char id[128];
  beginCall(&call, F_C_GenerateKeyPair, session, "mechanism=0x%lx id=%s",
            mechanism == NULL ? 0 : mechanism->type,
            idText(privateTemplate, privateCount, id, sizeof id));
  if (enterSessionCall(&call, &answer)) {
    const TokenControl *token = controlOf(&call);
    answer = mechanismRefusal(token, mechanism);
    if (answer == CKR_OK) answer = refusal(token, publicTemplate, publicCount);
    if (answer == CKR_OK) answer = refusal(token, privateTemplate, privateCount);
    if (answer == CKR_OK)
      FORWARD(answer, real->C_GenerateKeyPair(session, mechanism, publicTemplate, publicCount,
                                              privateTemplate, privateCount, publicKey, privateKey));
  }
  return endCall(&call, answer, NULL, 0);
}

/** Whether a key asks for its PIN at each signature. */
static bool asksAlways(const TokenControl *token, Ulong session, Ulong object) {
  if (!token->contextPinSet) return false;
  Ulong class = 0;
  Byte id[64];
  Attribute wanted[] = {{CKA_CLASS, &class, sizeof class}, {CKA_ID, id, sizeof id}};
  if (real->C_GetAttributeValue(session, object, wanted, 2) != CKR_OK) return false;
  if (class != CKO_PRIVATE_KEY) return false;
  return token->contextAll || (wanted[1].length == (Ulong)token->contextIdLength &&
                               memcmp(id, token->contextId, wanted[1].length) == 0);
}

static Rv readAttributes(const TokenControl *token, Ulong session, Ulong object,
                         Attribute *template, Ulong count) {
  enum { MOST = 64 };
  Attribute asked[MOST];
  Ulong places[MOST], kept = 0;
  if (template == NULL || count > MOST) return CKR_ARGUMENTS_BAD;
  for (Ulong i = 0; i < count; i++) {
    if (listed(&token->attributesUnreadable, template[i].type)) template[i].length = ~(Ulong)0;
    else {
      places[kept] = i;
      asked[kept++] = template[i];
    }
  }
  Rv answer = real->C_GetAttributeValue(session, object, asked, kept);
  for (Ulong i = 0; i < kept; i++) template[places[i]] = asked[i];
  if (answer == CKR_OK && kept < count) answer = CKR_ATTRIBUTE_TYPE_INVALID;
  bool always = asksAlways(token, session, object);
  for (Ulong i = 0; i < kept; i++) {
    Byte *value = asked[i].value;
    if (value == NULL || asked[i].length != 1) continue;
    if (always && asked[i].type == CKA_ALWAYS_AUTHENTICATE) *value = 1;
    for (int j = 0; j < token->attributesForced.count; j++)
      if (token->attributesForced.values[j] == asked[i].type) *value = token->attributeValues[j];
  }
  return answer;
}

Rv C_GetAttributeValue(Ulong session, Ulong object, Attribute *template, Ulong count) {
  Call call;
  Rv answer;
  beginCall(&call, F_C_GetAttributeValue, session, "object=%lu count=%lu", object, count);
  if (enterSessionCall(&call, &answer))
    FORWARD(answer, readAttributes(controlOf(&call), session, object, template, count));
  Byte *last = count > 0 && template != NULL ? template[count - 1].value : NULL;
  return endCall(&call, answer, last, last == NULL ? 0 : template[count - 1].length);
}

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

Rv C_Sign(Ulong session, Byte *in, Ulong length, Byte *out, Ulong *outLength) {
  Call call;
  Rv answer;
  beginCall(&call, F_C_Sign, session, "data=%lu out=%s", length, out == NULL ? "no" : "yes");
  if (enterSessionCall(&call, &answer)) {
    if (call.hasSession && call.session.needsPin && out != NULL) answer = withoutPin(&call, session);
    else FORWARD(answer, real->C_Sign(session, in, length, out, outLength));
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
  }
  return endCall(&call, answer, out, outLength == NULL ? 0 : *outLength);
}
