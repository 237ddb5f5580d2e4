/* The worlds that are explored. A budget of ANY is never used up: any number of losses or duplicates. */
#include "world.h"

const struct scenario scenarios[] = {
  { .name = "client-server", .about = "text both ways; any number of losses and duplicates",
    .how = { ACTIVE, PASSIVE }, .opens = { 1, 1 }, .text = { 1, 1 }, .mss = 2, .buffer = 2, .flight = 2,
    .lose = ANY, .duplicate = ANY, .limit = 20000000 },
  { .name = "stream", .about = "three octets in segments of one and two into a buffer of two",
    .how = { ACTIVE, PASSIVE }, .opens = { 1, 1 }, .text = { 3, 0 }, .mss = 1, .buffer = 2, .flight = 3,
    .lose = ANY, .duplicate = ANY, .sip = true, .limit = 20000000 },
  { .name = "simultaneous", .about = "both open actively", .how = { ACTIVE, ACTIVE }, .opens = { 1, 1 }, .text = { 1, 1 },
    .mss = 2, .buffer = 2, .flight = 2, .lose = ANY, .duplicate = ANY, .limit = 20000000 },
  { .name = "turned", .about = "both listen, and open or SEND from LISTEN", .how = { PASSIVE | TURN, PASSIVE | TURN },
    .opens = { 1, 1 }, .text = { 1, 1 }, .mss = 2, .buffer = 2, .flight = 2, .lose = ANY, .duplicate = ANY, .limit = 20000000 },
  { .name = "abort", .about = "either aborts, lets go, or loses patience", .how = { ACTIVE, PASSIVE }, .opens = { 1, 1 },
    .text = { 1, 1 }, .mss = 2, .buffer = 2, .flight = 2, .lose = ANY, .duplicate = ANY, .abort = 1, .release = true,
    .give_up = true, .limit = 20000000 },
  { .name = "restart", .about = "one crashes and opens anew: half-open", .how = { ACTIVE, PASSIVE | ACTIVE }, .opens = { 2, 2 },
    .text = { 1, 1 }, .mss = 2, .buffer = 2, .flight = 2, .lose = ANY, .duplicate = 1, .crash = 1, .limit = 20000000 },
  { .name = "again", .about = "a second connection while the first is in TIME-WAIT (MAY-2)", .how = { ACTIVE, PASSIVE },
    .opens = { 2, 2 }, .text = { 1, 0 }, .mss = 2, .buffer = 2, .flight = 2, .lose = ANY, .duplicate = 1, .reuse = true,
    .limit = 20000000 },
  { .name = "old", .about = "segments of a connection that nobody remembers", .how = { ACTIVE, PASSIVE }, .opens = { 1, 1 },
    .text = { 2, 1 }, .mss = 2, .buffer = 3, .flight = 2, .lose = ANY, .duplicate = 0, .old = 1, .limit = 20000000 },
};
const unsigned scenarios_count = sizeof scenarios / sizeof *scenarios;
