// The module itself: loading, its function list, and what happens in its slots.
#include "call.h"
#include "state.h"
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static FunctionList list = {
    {2, 40},
#define FUNCTION(name, parameters, arguments) name,
#include "functions.def"
#undef FUNCTION
};

static bool loadReal(const Control *control) {
  if (real != NULL) return true;
  if (control->conf[0] != 0) setenv("SOFTHSM2_CONF", control->conf, 1);
  void *library = dlopen(control->module, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    fprintf(stderr, "fault shim: %s\n", dlerror());
    return false;
  }
  Rv (*getList)(FunctionList **);
  *(void **)&getList = dlsym(library, "C_GetFunctionList");
  return getList != NULL && getList(&real) == CKR_OK;
}

// Loading counts as a call, so that a module can crash or hang in it.
__attribute__((constructor)) static void loaded(void) {
  Call call;
  Rv answer = CKR_OK;
  beginCall(&call, F_load, 0, "%s", "");
  enterCall(&call, &answer);
  endCall(&call, answer, NULL, 0);
}

__attribute__((visibility("default"))) Rv C_GetFunctionList(FunctionList **out) {
  Call call;
  Rv answer = CKR_OK;
  beginCall(&call, F_C_GetFunctionList, 0, "%s", "");
  if (enterCall(&call, &answer)) {
    answer = out == NULL ? CKR_ARGUMENTS_BAD : CKR_OK;
    if (out != NULL) *out = &list;
  }
  return endCall(&call, answer, NULL, 0);
}

Rv C_Initialize(void *args) {
  Call call;
  Rv answer;
  const InitializeArgs *given = args;
  beginCall(&call, F_C_Initialize, 0, "flags=0x%lx", given == NULL ? 0 : given->flags);
  if (enterCall(&call, &answer)) {
    if (loadReal(&call.control)) FORWARD(answer, real->C_Initialize(args));
    else answer = CKR_GENERAL_ERROR;
  }
  return endCall(&call, answer, NULL, 0);
}

Rv C_Finalize(void *reserved) {
  Call call;
  Rv answer;
  beginCall(&call, F_C_Finalize, 0, "%s", "");
  if (enterCall(&call, &answer)) {
    if (real == NULL) answer = CKR_CRYPTOKI_NOT_INITIALIZED;
    else FORWARD(answer, real->C_Finalize(reserved));
    if (answer == CKR_OK) removeSessions(0, true);
  }
  return endCall(&call, answer, NULL, 0);
}

Rv C_GetInfo(void *info) {
  Call call;
  Rv answer;
  beginCall(&call, F_C_GetInfo, 0, "%s", "");
  if (enterCall(&call, &answer)) {
    if (real == NULL) answer = CKR_CRYPTOKI_NOT_INITIALIZED;
    else FORWARD(answer, real->C_GetInfo(info));
  }
  return endCall(&call, answer, NULL, 0);
}

static bool nextEvent(const Control *control, Ulong *slot) {
  static unsigned absent[MAX_TOKENS], epoch[MAX_TOKENS];
  Ulong slots[64], count = 64;
  if (real->C_GetSlotList(0, slots, &count) != CKR_OK) return false;
  for (Ulong i = 0; i < count; i++) {
    int token = tokenOfSlot(control, slots[i]);
    if (token <= 0) continue;
    unsigned absentNow = atomic_load(tokenState(token, ABSENT));
    unsigned epochNow = atomic_load(tokenState(token, EPOCH));
    if (absentNow == absent[token] && epochNow == epoch[token]) continue;
    absent[token] = absentNow;
    epoch[token] = epochNow;
    *slot = slots[i] + control->slotOffset;
    return true;
  }
  return false;
}

Rv C_WaitForSlotEvent(Ulong flags, Ulong *slot, void *reserved) {
  Call call;
  Rv answer;
  (void)reserved;
  beginCall(&call, F_C_WaitForSlotEvent, 0, "flags=0x%lx", flags);
  if (enterCall(&call, &answer)) {
    const struct timespec rest = {0, 20000000};
    bool wait = (flags & CKF_DONT_BLOCK) == 0, found = false;
    answer = CKR_OK;
    if (real == NULL) answer = CKR_CRYPTOKI_NOT_INITIALIZED;
    else if (call.control.slotEvents == EVENTS_UNSUPPORTED) answer = CKR_FUNCTION_NOT_SUPPORTED;
    else
      do {
        if (call.control.slotEvents == EVENTS_NORMAL) found = nextEvent(&call.control, slot);
        if (!found && wait) nanosleep(&rest, NULL);
      } while (!found && wait);
    if (answer == CKR_OK && !found) answer = CKR_NO_EVENT;
  }
  return endCall(&call, answer, NULL, 0);
}
