// Which token a session belongs to and what it holds: a card that was taken out takes its sessions
// with it, and a key that asks for its PIN at each signature remembers whether it was given.
#ifndef SHIM_SESSIONS_H
#define SHIM_SESSIONS_H

#include "cryptoki.h"
#include <stdbool.h>

typedef struct {
  Ulong handle, slot;
  int token;
  unsigned epoch;
  bool signing, needsPin;
} Session;

void addSession(Session session);
/** A copy of the record. */
bool findSession(Ulong handle, Session *session);
void updateSession(const Session *session);
void removeSession(Ulong handle);
/** Forgets all sessions of a real slot; of all slots with `all`. */
void removeSessions(Ulong slot, bool all);

#endif
