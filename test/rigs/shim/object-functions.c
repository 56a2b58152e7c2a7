// Objects, keys and their attributes.
#include "objects.h"
#include <string.h>

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

Rv mechanismRefusal(const TokenControl *token, const Mechanism *mechanism) {
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

Rv C_FindObjectsInit(Ulong session, Attribute *template, Ulong count) {
  Call call;
  Rv answer;
  char id[128];
  beginCall(&call, F_C_FindObjectsInit, session, "class=%lu id=%s", classOf(template, count),
            idText(template, count, id, sizeof id));
  if (enterSessionCall(&call, &answer)) {
    Ulong kept = count;
    // As modules do that know a few attributes to search by: the CKA_ID, our last one, is not looked at.
    if (lies(&call, "any-id") && attributeOf(template, count, CKA_ID) == &template[count - 1]) kept--;
    FORWARD(answer, real->C_FindObjectsInit(session, template, kept));
  }
  return endCall(&call, answer, NULL, 0);
}

Rv C_FindObjects(Ulong session, Ulong *objects, Ulong max, Ulong *count) {
  static Ulong last; // of the search before, for one that does not end
  Call call;
  Rv answer;
  beginCall(&call, F_C_FindObjects, session, "max=%lu", max);
  if (enterSessionCall(&call, &answer)) {
    FORWARD(answer, real->C_FindObjects(session, objects, max, count));
    if (answer == CKR_OK && *count > 0) last = objects[*count - 1];
    if (answer == CKR_OK && lies(&call, "twice"))
      for (Ulong found = *count; *count < max && *count < 2 * found; ++*count)
        objects[*count] = objects[*count - found];
    // The same again, or always another one that nobody has.
    if (answer == CKR_OK && *count == 0 && lies(&call, "endless"))
      for (; *count < max; ++*count) objects[*count] = last;
    if (answer == CKR_OK && *count == 0 && lies(&call, "ever-new"))
      for (; *count < max; ++*count) objects[*count] = ++last + 1000000;
    if (answer == CKR_OK && lies(&call, "more")) *count = max + 3;
  }
  return endCall(&call, answer, (Byte *)objects,
                 answer == CKR_OK && *count <= max ? *count * sizeof *objects : 0);
}

bool asksAlways(const TokenControl *token, Ulong session, Ulong object) {
  if (!token->contextPinSet) return false;
  Ulong class = 0;
  Byte id[64];
  Attribute wanted[] = {{CKA_CLASS, &class, sizeof class}, {CKA_ID, id, sizeof id}};
  if (real->C_GetAttributeValue(session, object, wanted, 2) != CKR_OK) return false;
  if (class != CKO_PRIVATE_KEY) return false;
  return token->contextAll || (wanted[1].length == (Ulong)token->contextIdLength &&
                               memcmp(id, token->contextId, wanted[1].length) == 0);
}

/** The value is said to be so long, and where there is room for it, it is. */
static void enlarge(Attribute *attribute, Ulong size) {
  if (attribute->value != NULL) memset(attribute->value, 0x30, size);
  attribute->length = size;
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
  for (Ulong i = 0; answer == CKR_OK && token->valueSize > 0 && i < kept; i++)
    if (asked[i].type == CKA_VALUE) enlarge(&template[places[i]], token->valueSize);
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
  for (Ulong i = 0; answer == CKR_OK && i < count; i++) {
    if (template[i].value == NULL && lies(&call, "enormous")) template[i].length = (Ulong)1 << 40;
    if (template[i].value != NULL && lies(&call, "more")) template[i].length += (Ulong)1 << 30;
    if (lies(&call, "nothing")) template[i].length = 0;
    if (template[i].value != NULL && lies(&call, "garbage"))
      memset(template[i].value, 0xee, template[i].length);
  }
  Byte *last = count > 0 && template != NULL ? template[count - 1].value : NULL;
  return endCall(&call, answer, last, last == NULL ? 0 : template[count - 1].length);
}
