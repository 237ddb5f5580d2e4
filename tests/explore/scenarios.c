/* The worlds that are explored. A budget of ANY is never used up: any number of losses or duplicates. One segment in flight in each
 * direction makes a world small enough to be exhausted; two or three make it wide, and it is cut. */
#include "world.h"

#define CLIENT_SERVER .how = { ACTIVE, PASSIVE }, .opens = { 1, 1 }
#define LOSSY .lose = ANY, .duplicate = ANY

const struct scenario scenarios[] = {
  { .name = "life", .about = "handshake and close", CLIENT_SERVER, LOSSY, .mss = 2, .buffer = 2, .flight = 1,
    .limit = 10000000 },
  { .name = "text", .about = "an octet from the client", CLIENT_SERVER, LOSSY, .text = { 1, 0 }, .mss = 2, .buffer = 2,
    .flight = 1, .limit = 10000000 },
  { .name = "both-text", .about = "an octet both ways", CLIENT_SERVER, LOSSY, .text = { 1, 1 }, .mss = 2, .buffer = 2,
    .flight = 1, .limit = 20000000 },
  { .name = "window", .about = "three octets into a buffer of two", CLIENT_SERVER, LOSSY, .text = { 3, 0 }, .mss = 2,
    .buffer = 2, .flight = 1, .limit = 20000000 },
  { .name = "simultaneous", .about = "both open actively", .how = { ACTIVE, ACTIVE }, .opens = { 1, 1 }, LOSSY, .mss = 2,
    .buffer = 2, .flight = 1, .limit = 10000000 },
  { .name = "turned", .about = "both listen, and open or SEND from LISTEN", .how = { PASSIVE | TURN, PASSIVE | TURN },
    .opens = { 1, 1 }, LOSSY, .text = { 1, 0 }, .mss = 2, .buffer = 2, .flight = 1, .limit = 10000000 },
  { .name = "abort", .about = "either aborts, lets go, or loses patience", CLIENT_SERVER, LOSSY, .text = { 1, 0 }, .mss = 2,
    .buffer = 2, .flight = 1, .abort = 1, .release = true, .give_up = true, .limit = 10000000 },
  { .name = "restart", .about = "one crashes and opens anew: half-open", .how = { ACTIVE, PASSIVE | ACTIVE },
    .opens = { 2, 2 }, LOSSY, .mss = 2, .buffer = 2, .flight = 1, .crash = 1, .limit = 10000000 },
  { .name = "again", .about = "a second connection, also from TIME-WAIT (MAY-2)", .how = { ACTIVE, PASSIVE },
    .opens = { 2, 2 }, LOSSY, .mss = 2, .buffer = 2, .flight = 1, .reuse = true, .limit = 10000000 },
  { .name = "old", .about = "a segment of a connection that nobody remembers", CLIENT_SERVER, LOSSY, .text = { 1, 0 },
    .mss = 2, .buffer = 2, .flight = 1, .old = 1, .limit = 10000000 },
  { .name = "life/2", .about = "the same, with more in flight", CLIENT_SERVER, LOSSY, .mss = 2, .buffer = 2, .flight = 2,
    .limit = 10000000 },
  { .name = "both-text/2", .about = "", CLIENT_SERVER, LOSSY, .text = { 1, 1 }, .mss = 2, .buffer = 2, .flight = 2,
    .limit = 9000000 },
  { .name = "stream/3", .about = "three octets, one a segment, read one by one", CLIENT_SERVER, LOSSY, .text = { 3, 0 },
    .mss = 1, .buffer = 2, .flight = 3, .sip = true, .limit = 9000000 },
  { .name = "simultaneous/2", .about = "", .how = { ACTIVE, ACTIVE }, .opens = { 1, 1 }, LOSSY, .text = { 1, 1 }, .mss = 2,
    .buffer = 2, .flight = 2, .limit = 9000000 },
  { .name = "turned/2", .about = "", .how = { PASSIVE | TURN, PASSIVE | TURN }, .opens = { 1, 1 }, LOSSY, .text = { 1, 1 },
    .mss = 2, .buffer = 2, .flight = 2, .limit = 9000000 },
  { .name = "abort/2", .about = "", CLIENT_SERVER, LOSSY, .text = { 1, 1 }, .mss = 2, .buffer = 2, .flight = 2, .abort = 1,
    .release = true, .give_up = true, .limit = 9000000 },
  { .name = "restart/2", .about = "", .how = { ACTIVE, PASSIVE | ACTIVE }, .opens = { 2, 2 }, .lose = ANY, .duplicate = 1,
    .text = { 1, 1 }, .mss = 2, .buffer = 2, .flight = 2, .crash = 1, .limit = 9000000 },
  { .name = "again/2", .about = "", .how = { ACTIVE, PASSIVE }, .opens = { 2, 2 }, .lose = ANY, .duplicate = 1,
    .text = { 1, 0 }, .mss = 2, .buffer = 2, .flight = 2, .reuse = true, .limit = 9000000 },
  { .name = "old/2", .about = "", CLIENT_SERVER, .lose = ANY, .text = { 2, 1 }, .mss = 2, .buffer = 3, .flight = 2, .old = 2,
    .limit = 9000000 },
};
const unsigned scenarios_count = sizeof scenarios / sizeof *scenarios;
