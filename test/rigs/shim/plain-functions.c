// The functions that only pass through the rules.
#include "call.h"

#define PLAIN(name, parameters, arguments, out, length)                                            \
  Rv name parameters {                                                                             \
    Call call;                                                                                     \
    Rv answer = CKR_CRYPTOKI_NOT_INITIALIZED;                                                      \
    beginCall(&call, F_##name, session, "%s", "");                                                 \
    if (enterCall(&call, &answer)) {                                                               \
      if (real == NULL) answer = CKR_CRYPTOKI_NOT_INITIALIZED;                                     \
      else FORWARD(answer, real->name arguments);                                                  \
    }                                                                                              \
    return endCall(&call, answer, out, length);                                                    \
  }

#define IN_OUT(name)                                                                               \
  PLAIN(name, (Ulong session, Byte *in, Ulong length, Byte *out, Ulong *outLength),                \
        (session, in, length, out, outLength), out, outLength == NULL ? 0 : *outLength)
#define OUT(name)                                                                                  \
  PLAIN(name, (Ulong session, Byte *out, Ulong *outLength), (session, out, outLength), out,        \
        outLength == NULL ? 0 : *outLength)
#define IN(name)                                                                                   \
  PLAIN(name, (Ulong session, Byte *in, Ulong length), (session, in, length), NULL, 0)
#define SESSION(name) PLAIN(name, (Ulong session), (session), NULL, 0)

SESSION(C_Logout)
SESSION(C_FindObjectsFinal)
SESSION(C_GetFunctionStatus)
SESSION(C_CancelFunction)
OUT(C_GetOperationState)
OUT(C_EncryptFinal)
OUT(C_DecryptFinal)
OUT(C_DigestFinal)
IN(C_DigestUpdate)
IN(C_VerifyUpdate)
IN(C_VerifyFinal)
IN(C_SeedRandom)
IN_OUT(C_Encrypt)
IN_OUT(C_EncryptUpdate)
IN_OUT(C_Decrypt)
IN_OUT(C_DecryptUpdate)
IN_OUT(C_Digest)
IN_OUT(C_SignRecover)
IN_OUT(C_VerifyRecover)
IN_OUT(C_DigestEncryptUpdate)
IN_OUT(C_DecryptDigestUpdate)
IN_OUT(C_SignEncryptUpdate)
IN_OUT(C_DecryptVerifyUpdate)

PLAIN(C_SetOperationState,
      (Ulong session, Byte *state, Ulong length, Ulong encryption, Ulong authentication),
      (session, state, length, encryption, authentication), NULL, 0)
PLAIN(C_DestroyObject, (Ulong session, Ulong object), (session, object), NULL, 0)
PLAIN(C_GetObjectSize, (Ulong session, Ulong object, Ulong *size), (session, object, size), NULL, 0)
PLAIN(C_DigestKey, (Ulong session, Ulong key), (session, key), NULL, 0)
PLAIN(C_Verify, (Ulong session, Byte *in, Ulong length, Byte *signature, Ulong signatureLength),
      (session, in, length, signature, signatureLength), NULL, 0)
PLAIN(C_GenerateRandom, (Ulong session, Byte *out, Ulong length), (session, out, length), out, length)
PLAIN(C_WrapKey,
      (Ulong session, Mechanism *mechanism, Ulong wrapping, Ulong key, Byte *out, Ulong *outLength),
      (session, mechanism, wrapping, key, out, outLength), out, outLength == NULL ? 0 : *outLength)
PLAIN(C_UnwrapKey,
      (Ulong session, Mechanism *mechanism, Ulong unwrapping, Byte *wrapped, Ulong length,
       Attribute *template, Ulong count, Ulong *key),
      (session, mechanism, unwrapping, wrapped, length, template, count, key), NULL, 0)
PLAIN(C_DeriveKey,
      (Ulong session, Mechanism *mechanism, Ulong base, Attribute *template, Ulong count, Ulong *key),
      (session, mechanism, base, template, count, key), NULL, 0)
