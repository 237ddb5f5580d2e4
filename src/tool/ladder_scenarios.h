/* What can be played: scripts of user calls and mishaps. */
#ifndef SYNFIN_LADDER_SCENARIOS_H
#define SYNFIN_LADDER_SCENARIOS_H

#include <stddef.h>

#include "ladder.h"

enum verb {
  LISTEN,    /* passive OPEN                                                       */
  CONNECT,   /* active OPEN                                                        */
  SEND,      /* `text`                                                             */
  CLOSE,
  ABORT,
  CRASH,     /* all memory of the connection is lost                               */
  LOSE,      /* the next segment this side sends is lost                           */
  DELAY,     /* the next segment this side sends takes `number` milliseconds more  */
  OLD_SYN    /* the network delivers a SYN of this side, `number` below its ISS    */
};

struct step {
  unsigned at;                 /* milliseconds */
  enum ladder_side side;
  enum verb verb;
  const char *text;
  unsigned number;
};

#define STEPS 12

struct scenario {
  const char *name, *about, *names[2];
  struct step steps[STEPS];    /* in the order of time */
  size_t count;
};

/* NULL after the last one. */
const struct scenario *scenario_at(size_t i);

/* NULL if there is none of that name. */
const struct scenario *scenario_named(const char *name);

#endif
