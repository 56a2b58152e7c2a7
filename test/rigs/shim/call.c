#include "call.h"
#include "state.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

FunctionList *real;
pthread_rwlock_t forwarding = PTHREAD_RWLOCK_INITIALIZER;

static atomic_uint callNumber;

static void logLine(const char *line, int length) {
  char path[MAX_TEXT];
  shimPath(".log", path, sizeof path);
  int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0 || write(file, line, (size_t)length) != length) {
    perror("fault shim: log");
    _Exit(70);
  }
  close(file);
}

static unsigned long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  return (unsigned long long)time.tv_sec * 1000000u + (unsigned long long)time.tv_nsec / 1000u;
}

void beginCall(Call *call, int function, Ulong session, const char *details, ...) {
  char line[512], more[256];
  call->function = function;
  call->number = atomic_fetch_add(&callNumber, 1) + 1;
  call->hasSession = false;
  call->token = -1;
  call->afterCount = 0;
  readControl(&call->control);
  va_list list;
  va_start(list, details);
  vsnprintf(more, sizeof more, details, list);
  va_end(list);
  int length = snprintf(line, sizeof line, "%llu %d %u > %s session=%lu%s%s\n", now(), (int)getpid(),
                        call->number, functionName(function), session, *more ? " " : "", more);
  logLine(line, length);
  if (findSession(session, &call->session)) {
    call->hasSession = true;
    call->token = call->session.token;
  }
}

static void logAnswer(const Call *call, const char *answer) {
  char line[256];
  int length = snprintf(line, sizeof line, "%llu %d %u < %s %s\n", now(), (int)getpid(), call->number,
                        functionName(call->function), answer);
  logLine(line, length);
}

/**
 * Until the rule is gone. False if the parent of the process went before; one that is to do without
 * is given up after a minute.
 */
static bool waitWhile(const Rule *rule) {
  const struct timespec rest = {0, 2000000};
  const pid_t parent = getppid();
  const bool alone = rule != NULL && strcmp(rule->argument, "alone") == 0;
  for (int turns = 0; rule == NULL || ruleStands(rule->id); turns++) {
    nanosleep(&rest, NULL);
    if (alone ? turns == 30000 : getppid() != parent) return false;
  }
  return true;
}

// A process without its parent ends: nothing is left behind.
static void hang(const Call *call) {
  logAnswer(call, "hang");
  waitWhile(NULL);
  _Exit(3);
}

static void hold(const Call *call, const Rule *rule) {
  logAnswer(call, "hold");
  if (waitWhile(rule)) return;
  logAnswer(call, "exit");
  _Exit(3);
}

static void crash(const Call *call, const char *how) {
  logAnswer(call, how);
  if (strcmp(how, "exit") == 0) _Exit(3);
  if (strcmp(how, "exit-0") == 0) exit(0);
  if (strcmp(how, "abort") == 0) abort();
  // Node turns no handler on for it: the process dies as it would with a bad pointer.
  signal(SIGSEGV, SIG_DFL);
  raise(SIGSEGV);
}

static void print(long kilobytes) {
  static const char words[] = "A vendor's module has a lot to say, and no line feed to end it. \xff ";
  for (int out = STDOUT_FILENO; out <= STDERR_FILENO; out++)
    for (long left = kilobytes * 1024; left > 0; left -= (long)sizeof words - 1)
      if (write(out, words, sizeof words - 1) < 0) return;
}

/** It ends when the rule is taken back, or after a minute. */
static void forkOff(const Rule *rule) {
  if (fork() != 0) return;
  const struct timespec rest = {0, 20000000};
  for (int turns = 0; turns < 3000 && ruleStands(rule->id); turns++) nanosleep(&rest, NULL);
  _Exit(0);
}

static void removeToken(int token) {
  if (token < 0) token = 1; // a call that is about no token: the first named one
  atomic_store(tokenState(token, ABSENT), 1);
  atomic_fetch_add(tokenState(token, EPOCH), 1);
}

static Rv codeOf(const Rule *rule) { return strtoul(rule->argument, NULL, 0); }

/** Counts the call for the rule. */
static bool fires(const Rule *rule, int function) {
  if (rule->function != function && rule->function != ANY_FUNCTION) return false;
  unsigned count = atomic_fetch_add(ruleState(rule->id), 1) + 1;
  return count >= rule->from && count <= rule->to;
}

static bool sessionLost(const Call *call, Rv *answer) {
  if (!call->hasSession) return false;
  const TokenControl *token = &call->control.tokens[call->token];
  if (tokenAbsent(call->token)) *answer = token->removedCode;
  else if (atomic_load(tokenState(call->token, EPOCH)) != call->session.epoch)
    *answer = token->replacedCode;
  else return false;
  return true;
}

bool enterCall(Call *call, Rv *answer) {
  bool answered = false;
  for (int i = 0; i < call->control.ruleCount; i++) {
    const Rule *rule = &call->control.rules[i];
    if (!fires(rule, call->function)) continue;
    switch (rule->action) {
    case DO_RETURN:
      *answer = codeOf(rule);
      answered = true;
      break;
    case DO_DELAY: {
      long milliseconds = atol(rule->argument);
      struct timespec rest = {milliseconds / 1000, milliseconds % 1000 * 1000000};
      while (nanosleep(&rest, &rest) != 0 && errno == EINTR) continue;
      break;
    }
    case DO_HANG: hang(call); break;
    case DO_HOLD: hold(call, rule); break;
    case DO_CRASH: crash(call, rule->argument); break;
    case DO_REMOVE: removeToken(call->token); break;
    case DO_AFTERWARDS:
    case DO_HANG_AFTERWARDS:
    case DO_HOLD_AFTERWARDS:
    case DO_CRASH_AFTERWARDS:
    case DO_REMOVE_AFTERWARDS:
    case DO_LIE:
    case DO_CORRUPT: call->after[call->afterCount++] = rule; break;
    case DO_PRINT: print(atol(rule->argument)); break;
    case DO_FORK: forkOff(rule); break;
    }
  }
  if (answered) return false;
  if (real != NULL) dropLostSessions(call);
  return !sessionLost(call, answer);
}

Rv endCall(Call *call, Rv answer, Byte *out, Ulong length) {
  for (int i = 0; i < call->afterCount; i++) {
    const Rule *rule = call->after[i];
    if (rule->action == DO_AFTERWARDS) answer = codeOf(rule);
    else if (rule->action == DO_HANG_AFTERWARDS) hang(call);
    else if (rule->action == DO_HOLD_AFTERWARDS) hold(call, rule);
    else if (rule->action == DO_CRASH_AFTERWARDS) crash(call, rule->argument);
    else if (rule->action == DO_REMOVE_AFTERWARDS) {
      removeToken(call->token);
      if (call->token >= 0) answer = call->control.tokens[call->token].removedCode;
    } else if (rule->action == DO_CORRUPT && answer == CKR_OK && out != NULL && length > 0)
      out[length - 1] ^= 1;
    else if (rule->action == DO_LIE && answer == CKR_OK && out != NULL &&
             strcmp(rule->argument, "garbage") == 0)
      memset(out, 0xee, length);
  }
  Rv lost;
  if (answer == CKR_OK && sessionLost(call, &lost)) answer = lost; // taken out meanwhile
  char text[32];
  snprintf(text, sizeof text, "0x%08lx", answer);
  logAnswer(call, text);
  return answer;
}

bool lies(const Call *call, const char *how) {
  for (int i = 0; i < call->afterCount; i++)
    if (call->after[i]->action == DO_LIE && strcmp(call->after[i]->argument, how) == 0) return true;
  return false;
}

const TokenControl *controlOf(const Call *call) {
  return &call->control.tokens[call->token < 0 ? 0 : call->token];
}

bool enterSessionCall(Call *call, Rv *answer) {
  if (!enterCall(call, answer)) return false;
  if (real == NULL) *answer = CKR_CRYPTOKI_NOT_INITIALIZED;
  return real != NULL;
}

int tokenOfSlot(const Control *control, Ulong realSlot) {
  TokenInfo info;
  if (real == NULL || real->C_GetTokenInfo(realSlot, &info) != CKR_OK) return -1;
  for (int i = 1; i < MAX_TOKENS; i++) {
    const TokenControl *token = &control->tokens[i];
    size_t length = strlen(token->name);
    if (!token->named || memcmp(info.label, token->name, length) != 0) continue;
    bool padded = true;
    for (size_t j = length; j < sizeof info.label; j++) padded = padded && info.label[j] == ' ';
    if (padded) return i;
  }
  return 0;
}

bool slotVisible(const Control *control, Ulong realSlot) {
  TokenInfo info;
  if (!control->hideUninitialised) return true;
  return real->C_GetTokenInfo(realSlot, &info) == CKR_OK && (info.flags & CKF_TOKEN_INITIALIZED);
}

bool tokenAbsent(int token) { return token >= 0 && atomic_load(tokenState(token, ABSENT)) != 0; }

static unsigned seenEpoch[MAX_TOKENS];
static pthread_mutex_t epochLock = PTHREAD_MUTEX_INITIALIZER;

// SoftHSM knows nothing of a removal: its sessions are closed for it, which ends the login too.
// The shim's own records stay, so that a call with an old handle gets the card's answer.
void dropLostSessions(Call *call) {
  Ulong slots[64], count = 64;
  pthread_mutex_lock(&epochLock);
  bool changed = false;
  for (int i = 0; i < MAX_TOKENS; i++)
    changed = changed || atomic_load(tokenState(i, EPOCH)) != seenEpoch[i];
  // Not while SoftHSM works in one of these sessions: it would lose it under its hands.
  if (changed) pthread_rwlock_wrlock(&forwarding);
  if (changed && real->C_GetSlotList(1, slots, &count) == CKR_OK) {
    for (Ulong i = 0; i < count; i++) {
      int token = tokenOfSlot(&call->control, slots[i]);
      if (token >= 0 && atomic_load(tokenState(token, EPOCH)) != seenEpoch[token])
        real->C_CloseAllSessions(slots[i]);
    }
    for (int i = 0; i < MAX_TOKENS; i++) seenEpoch[i] = atomic_load(tokenState(i, EPOCH));
  }
  if (changed) pthread_rwlock_unlock(&forwarding);
  pthread_mutex_unlock(&epochLock);
}
