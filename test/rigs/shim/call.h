// One call of a function: its log lines, the rules that apply to it, and its answer.
#ifndef SHIM_CALL_H
#define SHIM_CALL_H

#include "control.h"
#include "sessions.h"
#include <pthread.h>

typedef struct {
  int function;
  unsigned number; // of the call in this process, in the log
  Control control;
  bool hasSession;
  Session session;
  int token; // index of the token's record, -1 without one
  const Rule *after[MAX_RULES];
  int afterCount;
} Call;

/** The library everything is forwarded to. Not before C_GetFunctionList of it was asked. */
extern FunctionList *real;
/** Held for reading while a call is forwarded. */
extern pthread_rwlock_t forwarding;

#define FORWARD(answer, call)                                                                      \
  do {                                                                                             \
    pthread_rwlock_rdlock(&forwarding);                                                            \
    (answer) = (call);                                                                             \
    pthread_rwlock_unlock(&forwarding);                                                            \
  } while (0)

/** Reads the control file and logs that the function was entered. `details` holds no PIN. */
void beginCall(Call *call, int function, Ulong session, const char *details, ...)
    __attribute__((format(printf, 4, 5)));
/** Applies what comes before the token is asked. `true`: go on; otherwise `answer` is the answer. */
bool enterCall(Call *call, Rv *answer);
/** The same, in a module that is initialised. */
bool enterSessionCall(Call *call, Rv *answer);
/** Whether the call is to answer such a lie. `garbage` is made by endCall. */
bool lies(const Call *call, const char *how);
/** How the token of the call behaves. */
const TokenControl *controlOf(const Call *call);
/** Applies what comes after, logs the answer, and gives it back. `out` may be changed by a rule. */
Rv endCall(Call *call, Rv answer, Byte *out, Ulong length);

/** Index of the control record of the token in a real slot. */
int tokenOfSlot(const Control *control, Ulong realSlot);
/** Whether the slot's token takes part: not one of those that SoftHSM offers for initialising. */
bool slotVisible(const Control *control, Ulong realSlot);
bool tokenAbsent(int token);
/** Drops the sessions this process holds with a token that was taken out since. */
void dropLostSessions(Call *call);

#endif
