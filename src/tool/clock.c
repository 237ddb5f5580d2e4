/* see clock.h */
#include "clock.h"

#include <poll.h>

synfin_time clock_now(clockid_t id)
{
  struct timespec at;
  clock_gettime(id, &at);
  return SYNFIN_SECONDS(at.tv_sec) + (synfin_time)at.tv_nsec / 1000u;
}

void clock_wait(int fd, synfin_time until)
{
  struct pollfd readable = {.fd = fd, .events = POLLIN};
  const synfin_time now = clock_now(CLOCK_MONOTONIC), left = until > now ? until - now : 0;
  const struct timespec rest = {(time_t)(left / 1000000u), (long)(left % 1000000u) * 1000};
  ppoll(&readable, 1, &rest, NULL);
}
