/* What holds of every control block, whatever happened to it: for all that drives an engine at random. */
#ifndef TCB_H
#define TCB_H

#include "synfin.h"

/* The first thing that is not as it must be, in words, or NULL. Call it after each call of the API. */
const char *tcb_fault(const struct synfin_conn *c);

/* The same of what waits, once synfin_poll has said false: timers run (RULING 15, 16, MUST-13), and what may go out is
 * gone (3.7.4, 3.8.6.3, 3.10.4). */
const char *tcb_polled_fault(const struct synfin_conn *c, synfin_time now);

/* The same of a time-out: `before` is the control block when synfin_timeout was called with nothing left to send,
 * `first` what synfin_poll then gave, NULL for nothing (RFC 6298 5.4, 3.8.6.1). */
const char *tcb_timeout_fault(const struct synfin_conn *before, const struct synfin_conn *after, synfin_time now,
                              const struct synfin_segment *first);

#endif
