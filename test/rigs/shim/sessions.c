#include "sessions.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_SESSIONS = 1024 };

static Session sessions[MAX_SESSIONS]; // handle 0: free
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static Session *at(Ulong handle) {
  for (int i = 0; i < MAX_SESSIONS; i++)
    if (sessions[i].handle == handle) return &sessions[i];
  return NULL;
}

void addSession(Session session) {
  pthread_mutex_lock(&lock);
  Session *place = at(0);
  if (place == NULL) {
    fprintf(stderr, "fault shim: more than %d sessions\n", MAX_SESSIONS);
    _Exit(70);
  }
  *place = session;
  pthread_mutex_unlock(&lock);
}

bool findSession(Ulong handle, Session *session) {
  if (handle == 0) return false;
  pthread_mutex_lock(&lock);
  const Session *found = at(handle);
  if (found != NULL) *session = *found;
  pthread_mutex_unlock(&lock);
  return found != NULL;
}

void updateSession(const Session *session) {
  pthread_mutex_lock(&lock);
  Session *found = at(session->handle);
  if (found != NULL) *found = *session;
  pthread_mutex_unlock(&lock);
}

void removeSession(Ulong handle) {
  if (handle == 0) return;
  pthread_mutex_lock(&lock);
  Session *found = at(handle);
  if (found != NULL) found->handle = 0;
  pthread_mutex_unlock(&lock);
}

void removeSessions(Ulong slot, bool all) {
  pthread_mutex_lock(&lock);
  for (int i = 0; i < MAX_SESSIONS; i++)
    if (all || sessions[i].slot == slot) sessions[i].handle = 0;
  pthread_mutex_unlock(&lock);
}
