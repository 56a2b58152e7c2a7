#include "state.h"
#include "control.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static atomic_uint *words;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void map(void) {
  char path[MAX_TEXT];
  shimPath(".state", path, sizeof path);
  int file = open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) {
    perror("fault shim: state");
    _Exit(70);
  }
  words = mmap(NULL, STATE_WORDS * sizeof *words, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (words == MAP_FAILED) {
    perror("fault shim: state");
    _Exit(70);
  }
}

static atomic_uint *word(unsigned index) {
  pthread_once(&once, map);
  if (index >= STATE_WORDS) {
    fprintf(stderr, "fault shim: no word %u\n", index);
    _Exit(70);
  }
  return &words[index];
}

atomic_uint *tokenState(int token, int index) {
  return word((unsigned)(TOKEN_WORDS * (1 + token) + index));
}

atomic_uint *ruleState(unsigned rule) { return word(RULE_WORDS + rule); }
