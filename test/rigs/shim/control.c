#include "control.h"
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const functionNames[F_count] = {
#define FUNCTION(name, parameters, arguments) #name,
#include "functions.def"
#undef FUNCTION
    "load"};

static const char *const actionNames[] = {
    "return", "afterwards",       "delay",  "hang",    "hang-afterwards",
    "hold",   "hold-afterwards",
    "crash",  "crash-afterwards", "remove", "remove-afterwards", "corrupt",
    "lie",   "print",            "fork"};

const char *functionName(int function) { return functionNames[function]; }

static void fail(const char *what, const char *line) {
  fprintf(stderr, "fault shim: %s: %s\n", what, line);
  _Exit(70);
}

void shimPath(const char *suffix, char *path, int size) {
  Dl_info self;
  if (dladdr((void *)(uintptr_t)&shimPath, &self) == 0) fail("no path of its own", suffix);
  if (snprintf(path, (size_t)size, "%s%s", self.dli_fname, suffix) >= size) fail("long path", suffix);
}

static int indexOf(const char *const *names, int count, const char *name) {
  for (int i = 0; i < count; i++)
    if (strcmp(names[i], name) == 0) return i;
  fail("unknown word", name);
  return -1;
}

static int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  fail("not a hexadecimal digit", &c);
  return 0;
}

static void text(char *out, int size, const char *word) {
  int length = 0;
  for (; *word != 0; word++) {
    if (length + 1 >= size) fail("long text", word);
    if (*word == '%') {
      out[length++] = (char)(hexDigit(word[1]) * 16 + hexDigit(word[2]));
      word += 2;
    } else out[length++] = *word;
  }
  out[length] = 0;
}

static int bytes(Byte *out, int size, const char *word) {
  int length = 0;
  for (; word[0] != 0; word += 2) {
    if (length >= size || word[1] == 0) fail("bad bytes", word);
    out[length++] = (Byte)(hexDigit(word[0]) * 16 + hexDigit(word[1]));
  }
  return length;
}

static Ulong number(const char *word) {
  char *end;
  Ulong value = strtoul(word, &end, 0);
  if (word[0] == 0 || *end != 0) fail("not a number", word);
  return value;
}

static int split(char *line, char **words, int max) {
  int count = 0;
  for (char *rest = NULL, *word = strtok_r(line, " ", &rest); word != NULL;
       word = strtok_r(NULL, " ", &rest)) {
    if (count == max) fail("too many words", word);
    words[count++] = word;
  }
  return count;
}

static void list(List *list, char **words, int count) {
  if (count > MAX_LIST) fail("long list", words[0]);
  for (int i = 0; i < count; i++) list->values[i] = number(words[i]);
  list->count = count;
}

static void setToken(TokenControl *token, const char *key, char **words, int count) {
  const char *first = count > 0 ? words[0] : "";
  if (strcmp(key, "flags-set") == 0) token->flagsSet = number(first);
  else if (strcmp(key, "flags-clear") == 0) token->flagsClear = number(first);
  else if (strcmp(key, "unrecognised") == 0) token->unrecognised = true;
  else if (strcmp(key, "read-only") == 0) token->readOnly = true;
  else if (strcmp(key, "pin-pad") == 0) token->pinPad = true;
  else if (strcmp(key, "full") == 0) token->full = true;
  else if (strcmp(key, "slot-vanishes") == 0) token->slotVanishes = true;
  else if (strcmp(key, "pin-length") == 0 && count == 2) {
    token->minPin = number(words[0]);
    token->maxPin = number(words[1]);
  } else if (strcmp(key, "pin-tries") == 0) token->pinTries = (unsigned)number(first);
  else if (strcmp(key, "pin-flags") == 0) token->pinFlags = number(first) != 0;
  else if (strcmp(key, "context-all") == 0) token->contextAll = true;
  else if (strcmp(key, "context-id") == 0)
    token->contextIdLength = bytes(token->contextId, sizeof token->contextId, first);
  else if (strcmp(key, "context-tries") == 0) token->contextTries = (unsigned)number(first);
  else if (strcmp(key, "context-pin") == 0) {
    token->contextPinSet = true;
    token->contextPin = strtoull(first, NULL, 16);
  } else if (strcmp(key, "memory") == 0 && count == 4) {
    for (int i = 0; i < 4; i++)
      if ((token->memorySet[i] = strcmp(words[i], "-") != 0)) token->memory[i] = number(words[i]);
  } else if (strcmp(key, "mechanisms-hidden") == 0) list(&token->mechanismsHidden, words, count);
  else if (strcmp(key, "attributes-unreadable") == 0)
    list(&token->attributesUnreadable, words, count);
  else if (strcmp(key, "attributes-refused") == 0) list(&token->attributesRefused, words, count);
  else if (strcmp(key, "attribute") == 0 && count == 2 && token->attributesForced.count < MAX_LIST) {
    token->attributeValues[token->attributesForced.count] = (Byte)number(words[1]);
    token->attributesForced.values[token->attributesForced.count++] = number(words[0]);
  } else if (strcmp(key, "rsa-max") == 0) token->rsaMax = number(first);
  else if (strcmp(key, "curve-refused") == 0 && token->curveCount < 4) {
    token->curveLengths[token->curveCount] = bytes(token->curves[token->curveCount], 16, first);
    token->curveCount++;
  } else if (strcmp(key, "serial") == 0) text(token->serial, sizeof token->serial, first);
  else if (strcmp(key, "label") == 0) text(token->label, sizeof token->label, first);
  else if (strcmp(key, "value-size") == 0) token->valueSize = number(first);
  else if (strcmp(key, "removed-code") == 0) token->removedCode = number(first);
  else if (strcmp(key, "replaced-code") == 0) token->replacedCode = number(first);
  else fail("unknown setting", key);
}

static void rule(Control *control, char **words, int count) {
  if (count != 7 || control->ruleCount == MAX_RULES) fail("bad rule", words[0]);
  Rule *rule = &control->rules[control->ruleCount++];
  rule->id = (unsigned)number(words[1]);
  rule->function =
      strcmp(words[2], "*") == 0 ? ANY_FUNCTION : indexOf(functionNames, F_count, words[2]);
  rule->from = (unsigned)number(words[3]);
  rule->to = (unsigned)number(words[4]);
  rule->action = (Action)indexOf(actionNames, sizeof actionNames / sizeof *actionNames, words[5]);
  text(rule->argument, sizeof rule->argument, words[6]);
}

static TokenControl *tokenAt(Control *control, const char *word) {
  Ulong index = number(word);
  if (index >= MAX_TOKENS) fail("no such token", word);
  return &control->tokens[index];
}

static void readLine(Control *control, char *line) {
  char *words[MAX_LIST + 8];
  int count = split(line, words, MAX_LIST + 8);
  if (count < 2) fail("short line", line);
  if (strcmp(words[0], "module") == 0) text(control->module, MAX_TEXT, words[1]);
  else if (strcmp(words[0], "conf") == 0) text(control->conf, MAX_TEXT, words[1]);
  else if (strcmp(words[0], "hide-uninitialised") == 0) control->hideUninitialised = number(words[1]) != 0;
  else if (strcmp(words[0], "slot-offset") == 0) control->slotOffset = number(words[1]);
  else if (strcmp(words[0], "slot-events") == 0) {
    static const char *const names[] = {"normal", "unsupported", "silent"};
    control->slotEvents = (SlotEvents)indexOf(names, 3, words[1]);
  } else if (strcmp(words[0], "token") == 0 && count == 3) {
    TokenControl *token = tokenAt(control, words[1]);
    token->named = true;
    text(token->name, sizeof token->name, words[2]);
  } else if (strcmp(words[0], "set") == 0 && count >= 3)
    setToken(tokenAt(control, words[1]), words[2], words + 3, count - 3);
  else if (strcmp(words[0], "rule") == 0) rule(control, words, count);
  else fail("unknown line", words[0]);
}

void readControl(Control *control) {
  char path[MAX_TEXT], line[4096];
  shimPath(".control", path, sizeof path);
  memset(control, 0, sizeof *control);
  for (int i = 0; i < MAX_TOKENS; i++) {
    control->tokens[i].pinFlags = true;
    control->tokens[i].removedCode = CKR_DEVICE_REMOVED;
    control->tokens[i].replacedCode = CKR_SESSION_HANDLE_INVALID;
  }
  FILE *file = fopen(path, "re");
  if (file == NULL) fail("no control file", path);
  while (fgets(line, sizeof line, file) != NULL) {
    line[strcspn(line, "\n")] = 0;
    if (line[0] != 0) readLine(control, line);
  }
  fclose(file);
}

bool ruleStands(unsigned id) {
  Control control;
  readControl(&control);
  for (int i = 0; i < control.ruleCount; i++)
    if (control.rules[i].id == id) return true;
  return false;
}

bool listed(const List *list, Ulong value) {
  for (int i = 0; i < list->count; i++)
    if (list->values[i] == value) return true;
  return false;
}

uint64_t fnv1a(const Byte *bytes, Ulong length) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (Ulong i = 0; i < length; i++) hash = (hash ^ bytes[i]) * 0x100000001b3u;
  return hash;
}
