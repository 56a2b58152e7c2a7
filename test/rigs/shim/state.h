// What outlives a process of the module: `<library>.state`, 4096 words of 32 bits in the machine's
// order, shared by every process that has the library loaded and by the test.
#ifndef SHIM_STATE_H
#define SHIM_STATE_H

#include <stdatomic.h>

enum { STATE_WORDS = 4096, TOKEN_WORDS = 16, RULE_WORDS = 1024 };

/** Words of one token's record; records begin at TOKEN_WORDS * (1 + index). */
enum { EPOCH, ABSENT, USER_TRIES, SO_TRIES, CONTEXT_TRIES };

atomic_uint *tokenState(int token, int word);
/** How often the functions of a rule were called since it was set. */
atomic_uint *ruleState(unsigned rule);

#endif
