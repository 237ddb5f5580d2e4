/* The machine's clocks, in microseconds. */
#ifndef SYNFIN_TOOL_CLOCK_H
#define SYNFIN_TOOL_CLOCK_H

#include <time.h>

#include "synfin.h"

synfin_time clock_now(clockid_t id);

/* Waits until `fd` can be read, or a time of CLOCK_MONOTONIC. */
void clock_wait(int fd, synfin_time until);

#endif
