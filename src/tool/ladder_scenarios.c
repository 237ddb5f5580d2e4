/* The scenarios of the ladder. A segment takes 10 ms; a round trip is over before the next step begins. */
#include "ladder_scenarios.h"

#include <string.h>

#define L LADDER_LEFT
#define R LADDER_RIGHT
#define STEPS_(...) .steps = {__VA_ARGS__}, .count = sizeof (struct step[]){__VA_ARGS__} / sizeof(struct step)

static const struct scenario scenarios[] = {
  {"life", "a whole life: three-way handshake, text both ways, four-way close (Figures 6 and 12)", {"client", "server"},
   STEPS_({0, R, LISTEN, 0, 0}, {0, L, CONNECT, 0, 0}, {50, L, SEND, "hello", 0}, {70, R, SEND, "world!", 0},
          {320, L, CLOSE, 0, 0}, {420, R, CLOSE, 0, 0})},
  {"simultaneous-open", "both open actively and their SYNs cross (Figure 7)", {"peer A", "peer B"},
   STEPS_({0, L, CONNECT, 0, 0}, {0, R, CONNECT, 0, 0}, {50, L, SEND, "hello", 0})},
  {"simultaneous-close", "both close and their FINs cross (Figure 13)", {"peer A", "peer B"},
   STEPS_({0, R, LISTEN, 0, 0}, {0, L, CONNECT, 0, 0}, {50, L, CLOSE, 0, 0}, {50, R, CLOSE, 0, 0})},
  {"half-close", "the client says all it has and closes; the server goes on sending", {"client", "server"},
   STEPS_({0, R, LISTEN, 0, 0}, {0, L, CONNECT, 0, 0}, {50, L, SEND, "all I have", 0}, {50, L, CLOSE, 0, 0},
          {100, R, SEND, "and there", 0}, {400, R, SEND, "is more", 0}, {700, R, CLOSE, 0, 0})},
  {"reset", "the client aborts in the middle of a conversation", {"client", "server"},
   STEPS_({0, R, LISTEN, 0, 0}, {0, L, CONNECT, 0, 0}, {50, L, SEND, "hello", 0}, {70, R, SEND, "world!", 0},
          {100, L, ABORT, 0, 0})},
  {"refused", "nobody listens", {"client", "nobody"}, STEPS_({0, L, CONNECT, 0, 0})},
  {"loss", "text and a FIN are lost, and sent again", {"client", "server"},
   STEPS_({0, R, LISTEN, 0, 0}, {0, L, CONNECT, 0, 0}, {50, L, LOSE, 0, 0}, {50, L, SEND, "hello", 0},
          {1500, L, LOSE, 0, 0}, {1500, L, CLOSE, 0, 0}, {4000, R, CLOSE, 0, 0})},
  {"half-open", "one side forgets the connection, and opens it anew (Figure 9)", {"peer A", "peer B"},
   STEPS_({0, R, LISTEN, 0, 0}, {0, L, CONNECT, 0, 0}, {50, L, CRASH, 0, 0}, {100, L, CONNECT, 0, 300},
          {500, R, LISTEN, 0, 300})},
  {"half-open-text", "one side forgets the connection, and the other one sends (Figure 10)", {"peer A", "peer B"},
   STEPS_({0, R, LISTEN, 0, 0}, {0, L, CONNECT, 0, 0}, {50, L, CRASH, 0, 0}, {100, R, SEND, "ten octets", 0})},
  {"old-syn", "an old SYN arrives before the new one (Figure 8)", {"peer A", "peer B"},
   STEPS_({0, R, LISTEN, 0, 0}, {0, L, DELAY, 0, 90}, {0, L, CONNECT, 0, 0}, {0, L, OLD_SYN, 0, 10},
          {200, L, SEND, "hello", 0})},
};

#undef L
#undef R

const struct scenario *scenario_at(size_t i)
{
  return i < sizeof scenarios / sizeof *scenarios ? &scenarios[i] : NULL;
}

const struct scenario *scenario_named(const char *name)
{
  for (size_t i = 0; scenario_at(i); i++)
    if (!strcmp(name, scenario_at(i)->name))
      return scenario_at(i);
  return NULL;
}
