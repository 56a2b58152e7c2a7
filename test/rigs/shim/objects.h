#ifndef SHIM_OBJECTS_H
#define SHIM_OBJECTS_H

#include "call.h"

/** CKR_MECHANISM_INVALID for a mechanism that the token is said to lack. */
Rv mechanismRefusal(const TokenControl *token, const Mechanism *mechanism);
/** Whether a key asks for its PIN at each signature. */
bool asksAlways(const TokenControl *token, Ulong session, Ulong object);

#endif
