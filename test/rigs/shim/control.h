// The control file: `<library>.control`, lines of words separated by one space, read anew at each
// call. Words are percent-encoded where they could hold a space.
#ifndef SHIM_CONTROL_H
#define SHIM_CONTROL_H

#include "cryptoki.h"
#include <stdbool.h>
#include <stdint.h>

enum { MAX_TOKENS = 16, MAX_RULES = 64, MAX_LIST = 48, MAX_TEXT = 1024 };

typedef enum {
  DO_RETURN, // answer with a code, the token is not asked
  DO_AFTERWARDS, // the token acts, the answer is replaced
  DO_DELAY,
  DO_HANG,
  DO_HANG_AFTERWARDS,
  DO_HOLD, // wait until the rule is gone
  DO_HOLD_AFTERWARDS,
  DO_CRASH,
  DO_CRASH_AFTERWARDS,
  DO_REMOVE,
  DO_REMOVE_AFTERWARDS,
  DO_CORRUPT, // the last byte of what the token answered is changed
  DO_LIE, // CKR_OK with an answer that is not one; the argument says which
  DO_PRINT, // so many kilobytes to stdout and stderr
  DO_FORK, // a process that lives on and holds what is open
} Action;

enum { ANY_FUNCTION = -1 };

/**
 * `rule ID FUNCTION FROM TO ACTION ARGUMENT`: at calls FROM to TO, counted since it was set; `*` is
 * every function.
 */
typedef struct {
  unsigned id;
  int function;
  unsigned from, to;
  Action action;
  char argument[32];
} Rule;

typedef struct {
  Ulong values[MAX_LIST];
  int count;
} List;

/** `set INDEX KEY VALUE…` of one token. */
typedef struct {
  bool named;
  char name[33];
  Ulong flagsSet, flagsClear;
  bool unrecognised, readOnly, pinPad, full, contextAll, slotVanishes;
  Ulong minPin, maxPin; // 0: as the token says
  unsigned pinTries, contextTries;
  bool pinFlags;
  bool contextPinSet;
  uint64_t contextPin; // FNV-1a of the PIN, so that no PIN is in the file
  Byte contextId[64];
  int contextIdLength;
  bool memorySet[4];
  Ulong memory[4];
  List mechanismsHidden, attributesUnreadable, attributesRefused, attributesForced;
  Byte attributeValues[MAX_LIST];
  Ulong rsaMax;
  Byte curves[4][16];
  int curveLengths[4], curveCount;
  char serial[17], label[33];
  Ulong valueSize; // bytes of each CKA_VALUE; 0: as it is
  Rv removedCode, replacedCode;
} TokenControl;

typedef enum { EVENTS_NORMAL, EVENTS_UNSUPPORTED, EVENTS_SILENT } SlotEvents;

typedef struct {
  char module[MAX_TEXT], conf[MAX_TEXT];
  bool hideUninitialised;
  Ulong slotOffset;
  SlotEvents slotEvents;
  TokenControl tokens[MAX_TOKENS]; // 0: every token that has no record of its own
  Rule rules[MAX_RULES];
  int ruleCount;
} Control;

/** Path of a file beside the library: `<library><suffix>`. */
void shimPath(const char *suffix, char *path, int size);
/** Reads the control file. A line it does not understand ends the process: a rig must not guess. */
void readControl(Control *control);
/** Whether the file has a rule of this number now. */
bool ruleStands(unsigned id);
bool listed(const List *list, Ulong value);
uint64_t fnv1a(const Byte *bytes, Ulong length);
const char *functionName(int function);

#endif
