// The part of PKCS #11 v2.40 that the fault shim needs: types, constants and the function list in
// the order of section 5 ("Functions") of the base specification.
#ifndef SHIM_CRYPTOKI_H
#define SHIM_CRYPTOKI_H

typedef unsigned char Byte;
typedef unsigned long Ulong;
typedef Ulong Rv;

typedef struct {
  Byte major, minor;
} Version;

typedef struct {
  Byte description[64], manufacturer[32];
  Ulong flags;
  Version hardware, firmware;
} SlotInfo;

typedef struct {
  Byte label[32], manufacturer[32], model[16], serial[16];
  Ulong flags;
  Ulong maxSessions, sessions, maxRwSessions, rwSessions;
  Ulong maxPin, minPin;
  Ulong totalPublic, freePublic, totalPrivate, freePrivate;
  Version hardware, firmware;
  Byte utcTime[16];
} TokenInfo;

typedef struct {
  Ulong type;
  void *value;
  Ulong length;
} Attribute;

typedef struct {
  Ulong type;
  void *parameter;
  Ulong parameterLength;
} Mechanism;

typedef struct {
  Ulong minKeySize, maxKeySize, flags;
} MechanismInfo;

typedef struct {
  Ulong slot, state, flags, deviceError;
} SessionInfo;

typedef struct {
  void *createMutex, *destroyMutex, *lockMutex, *unlockMutex;
  Ulong flags;
  void *reserved;
} InitializeArgs;

enum {
  CKR_OK = 0x000,
  CKR_SLOT_ID_INVALID = 0x003,
  CKR_GENERAL_ERROR = 0x005,
  CKR_NO_EVENT = 0x008,
  CKR_ARGUMENTS_BAD = 0x007,
  CKR_ATTRIBUTE_TYPE_INVALID = 0x012,
  CKR_DEVICE_MEMORY = 0x031,
  CKR_DEVICE_REMOVED = 0x032,
  CKR_FUNCTION_CANCELED = 0x050,
  CKR_FUNCTION_NOT_SUPPORTED = 0x054,
  CKR_KEY_SIZE_RANGE = 0x062,
  CKR_MECHANISM_INVALID = 0x070,
  CKR_OPERATION_NOT_INITIALIZED = 0x091,
  CKR_PIN_INCORRECT = 0x0a0,
  CKR_PIN_LEN_RANGE = 0x0a2,
  CKR_PIN_LOCKED = 0x0a4,
  CKR_SESSION_HANDLE_INVALID = 0x0b3,
  CKR_TOKEN_NOT_PRESENT = 0x0e0,
  CKR_TOKEN_NOT_RECOGNIZED = 0x0e1,
  CKR_TOKEN_WRITE_PROTECTED = 0x0e2,
  CKR_USER_NOT_LOGGED_IN = 0x101,
  CKR_CURVE_NOT_SUPPORTED = 0x140,
  CKR_BUFFER_TOO_SMALL = 0x150,
  CKR_CRYPTOKI_NOT_INITIALIZED = 0x190,
};

enum { CKU_SO = 0, CKU_USER = 1, CKU_CONTEXT_SPECIFIC = 2 };
enum { CKF_TOKEN_PRESENT = 1, CKF_REMOVABLE_DEVICE = 2 };
enum { CKF_DONT_BLOCK = 1, CKF_OS_LOCKING_OK = 2, CKF_RW_SESSION = 2 };
enum {
  CKF_WRITE_PROTECTED = 0x2,
  CKF_TOKEN_INITIALIZED = 0x400,
  CKF_USER_PIN_COUNT_LOW = 0x10000,
  CKF_USER_PIN_FINAL_TRY = 0x20000,
  CKF_USER_PIN_LOCKED = 0x40000,
};
enum {
  CKA_CLASS = 0x000,
  CKA_TOKEN = 0x001,
  CKA_VALUE = 0x011,
  CKA_ID = 0x102,
  CKA_MODULUS_BITS = 0x121,
  CKA_EC_PARAMS = 0x180,
  CKA_ALWAYS_AUTHENTICATE = 0x202,
};
enum { CKO_PRIVATE_KEY = 3 };
enum { CKM_RSA_FIRST = 0x00, CKM_RSA_LAST = 0x0e, CKM_RSA_SHA_FIRST = 0x40, CKM_RSA_SHA_LAST = 0x48 };

typedef struct FunctionList FunctionList;
#define FUNCTION(name, parameters, arguments) Rv name parameters;
#include "functions.def"
#undef FUNCTION

struct FunctionList {
  Version version;
#define FUNCTION(name, parameters, arguments) Rv(*name) parameters;
#include "functions.def"
#undef FUNCTION
};

/** The number of a function: its place in the list. */
enum {
#define FUNCTION(name, parameters, arguments) F_##name,
#include "functions.def"
#undef FUNCTION
  F_load,
  F_count
};

#endif
