// What a C program takes for what Perennial does with a token: the measure beside it in the
// benchmarks. It prints the microseconds of each round, a line each.
//
//   token-client MODULE LABEL list ROUNDS        every certificate: type, CKA_ID, label and value
//   token-client MODULE LABEL sign ROUNDS COUNT  signatures by the first EC key; the PIN on stdin
#include "../shim/cryptoki.h"
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CKO_CERTIFICATE = 1, CKK_EC = 3, CKM_ECDSA = 0x1041, CKF_SERIAL_SESSION = 4 };
enum { CKA_LABEL = 0x003, CKA_CERTIFICATE_TYPE = 0x080, CKA_KEY_TYPE = 0x100 };
enum { AT_ONCE = 256, DIGEST = 32, SIGNATURE = 1024 };

static FunctionList *p11;

static void must(Rv rv, const char *what) {
  if (rv == CKR_OK) return;
  fprintf(stderr, "token-client: %s: 0x%lx\n", what, rv);
  exit(1);
}
#define MUST(call) must(p11->call, #call)

static double microseconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static void load(const char *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  Rv (*getList)(FunctionList **) = NULL;
  if (library != NULL) *(void **)&getList = dlsym(library, "C_GetFunctionList");
  must(getList == NULL ? CKR_GENERAL_ERROR : getList(&p11), "C_GetFunctionList");
  InitializeArgs arguments = {.flags = CKF_OS_LOCKING_OK};
  MUST(C_Initialize(&arguments));
}

static Ulong slotOf(const char *label) {
  Ulong slots[64], count = 64;
  MUST(C_GetSlotList(1, slots, &count));
  for (Ulong i = 0; i < count; i++) {
    TokenInfo info;
    MUST(C_GetTokenInfo(slots[i], &info));
    if (strncmp((const char *)info.label, label, strlen(label)) == 0) return slots[i];
  }
  must(CKR_SLOT_ID_INVALID, label);
  return 0;
}

/** As PKCS #11 v2.40 section 5.2 has it: lengths first, then values. */
static Ulong readCertificate(Ulong session, Ulong object) {
  Attribute wanted[] = {{CKA_CERTIFICATE_TYPE, NULL, 0}, {CKA_ID, NULL, 0}, {CKA_LABEL, NULL, 0},
                        {CKA_VALUE, NULL, 0}};
  Ulong bytes = 0;
  MUST(C_GetAttributeValue(session, object, wanted, 4));
  for (int i = 0; i < 4; i++) wanted[i].value = malloc(wanted[i].length + 1);
  MUST(C_GetAttributeValue(session, object, wanted, 4));
  for (int i = 0; i < 4; i++) {
    bytes += wanted[i].length;
    free(wanted[i].value);
  }
  return bytes;
}

static void list(Ulong slot) {
  Ulong session, objects[AT_ONCE], found, *all = NULL, count = 0, bytes = 0;
  MUST(C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &session));
  Ulong class = CKO_CERTIFICATE;
  Attribute template[] = {{CKA_CLASS, &class, sizeof class}};
  MUST(C_FindObjectsInit(session, template, 1));
  do {
    MUST(C_FindObjects(session, objects, AT_ONCE, &found));
    all = realloc(all, (count + found + 1) * sizeof *all);
    memcpy(all + count, objects, found * sizeof *all);
    count += found;
  } while (found > 0);
  MUST(C_FindObjectsFinal(session));
  for (Ulong i = 0; i < count; i++) bytes += readCertificate(session, all[i]);
  free(all);
  MUST(C_CloseSession(session));
  if (bytes == 0) must(CKR_GENERAL_ERROR, "no certificates");
}

static void login(Ulong session) {
  char pin[64];
  if (fgets(pin, sizeof pin, stdin) == NULL) must(CKR_PIN_INCORRECT, "no PIN on stdin");
  MUST(C_Login(session, CKU_USER, (Byte *)pin, strcspn(pin, "\n")));
}

static Ulong ecKey(Ulong session) {
  Ulong class = CKO_PRIVATE_KEY, type = CKK_EC, key, found;
  Attribute template[] = {{CKA_CLASS, &class, sizeof class}, {CKA_KEY_TYPE, &type, sizeof type}};
  MUST(C_FindObjectsInit(session, template, 2));
  MUST(C_FindObjects(session, &key, 1, &found));
  MUST(C_FindObjectsFinal(session));
  if (found == 0) must(CKR_GENERAL_ERROR, "no EC key");
  return key;
}

static void sign(Ulong session, Ulong key, int count) {
  Mechanism mechanism = {CKM_ECDSA, NULL, 0};
  Byte digest[DIGEST] = {0}, signature[SIGNATURE];
  for (int i = 0; i < count; i++) {
    Ulong length = sizeof signature;
    memcpy(digest, &i, sizeof i);
    MUST(C_SignInit(session, &mechanism, key));
    MUST(C_Sign(session, digest, sizeof digest, signature, &length));
  }
}

int main(int argc, char **argv) {
  if (argc < 5) return 2;
  load(argv[1]);
  const Ulong slot = slotOf(argv[2]);
  const int rounds = atoi(argv[4]), signs = strcmp(argv[3], "sign") == 0;
  Ulong session = 0, key = 0;
  if (signs) {
    MUST(C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &session));
    login(session);
    key = ecKey(session);
  }
  for (int round = 0; round < rounds; round++) {
    const double began = microseconds();
    if (signs) sign(session, key, argc > 5 ? atoi(argv[5]) : 1);
    else list(slot);
    printf("%.0f\n", microseconds() - began);
  }
  return 0;
}
