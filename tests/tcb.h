/* What holds of every control block, whatever happened to it: for all that drives an engine at random. */
#ifndef TCB_H
#define TCB_H

#include "synfin.h"

/* The first thing that is not as it must be, in words, or NULL. Call it after each call of the API. */
const char *tcb_fault(const struct synfin_conn *c);

/* The same of the timers (RULING 15, 16, MUST-13): call it when synfin_poll has said false. */
const char *tcb_timer_fault(const struct synfin_conn *c, synfin_time now);

#endif
