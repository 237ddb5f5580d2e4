/* The worlds that are explored. A budget of ANY is never used up: any number of losses or duplicates. One segment in
 * flight each way makes a world small enough to be exhausted; two or three make it wide, and it is cut. */
#include "world.h"

#define CLIENT_SERVER .how = { ACTIVE, PASSIVE }, .opens = { 1, 1 }
#define BOTH_ACTIVE .how = { ACTIVE, ACTIVE }, .opens = { 1, 1 }
#define BOTH_TURN .how = { PASSIVE | TURN, PASSIVE | TURN }, .opens = { 1, 1 }
#define CLIENT_SERVER_TWICE .how = { ACTIVE, PASSIVE }, .opens = { 2, 2 }
#define ANYHOW_TWICE .how = { ACTIVE, PASSIVE | ACTIVE }, .opens = { 2, 2 }, .crash = 1
#define IMPATIENT .abort = 1, .release = true, .give_up = true
#define SMALL .mss = 2, .buffer = 2
#define LOSSY .lose = ANY, .duplicate = ANY

const struct scenario scenarios[] = {
  { .name = "life", .about = "handshake and close",
    CLIENT_SERVER, LOSSY, SMALL, .flight = 1, .limit = 10000000 },
  { .name = "text", .about = "an octet from the client",
    CLIENT_SERVER, LOSSY, SMALL, .text = { 1, 0 }, .flight = 1, .limit = 10000000 },
  { .name = "both-text", .about = "an octet both ways",
    CLIENT_SERVER, LOSSY, SMALL, .text = { 1, 1 }, .flight = 1, .limit = 20000000 },
  { .name = "window", .about = "three octets into a buffer of two",
    CLIENT_SERVER, LOSSY, SMALL, .text = { 3, 0 }, .flight = 1, .limit = 20000000 },
  { .name = "simultaneous", .about = "both open actively",
    BOTH_ACTIVE, LOSSY, SMALL, .flight = 1, .limit = 10000000 },
  { .name = "turned", .about = "both listen, and open or SEND from LISTEN",
    BOTH_TURN, LOSSY, SMALL, .text = { 1, 0 }, .flight = 1, .limit = 10000000 },
  { .name = "abort", .about = "either aborts, lets go, or loses patience",
    CLIENT_SERVER, LOSSY, SMALL, IMPATIENT, .text = { 1, 0 }, .flight = 1, .limit = 10000000 },
  { .name = "restart", .about = "one crashes; both may open anew: half-open",
    ANYHOW_TWICE, LOSSY, SMALL, .flight = 1, .limit = 10000000 },
  { .name = "again", .about = "a second connection, also from TIME-WAIT (MAY-2)",
    CLIENT_SERVER_TWICE, LOSSY, SMALL, .flight = 1, .reuse = true, .limit = 10000000 },
  { .name = "old", .about = "a segment of a connection that nobody remembers",
    CLIENT_SERVER, LOSSY, SMALL, .text = { 1, 0 }, .flight = 1, .old = 1, .limit = 10000000 },
  { .name = "batch", .about = "several segments arrive before the first is answered",
    CLIENT_SERVER, LOSSY, SMALL, .text = { 1, 0 }, .flight = 1, .batch = true, .limit = 10000000 },
  { .name = "life/2", .about = "handshake and close, two in flight each way",
    CLIENT_SERVER, LOSSY, SMALL, .flight = 2, .limit = 10000000 },
  { .name = "both-text/2", .about = "an octet both ways, two in flight",
    CLIENT_SERVER, LOSSY, SMALL, .text = { 1, 1 }, .flight = 2, .limit = 9000000 },
  { .name = "stream/3", .about = "three octets, one a segment, read one by one; three in flight",
    CLIENT_SERVER, LOSSY, .mss = 1, .buffer = 2, .text = { 3, 0 }, .flight = 3, .sip = true, .limit = 9000000 },
  { .name = "simultaneous/2", .about = "both open actively, an octet both ways, two in flight",
    BOTH_ACTIVE, LOSSY, SMALL, .text = { 1, 1 }, .flight = 2, .limit = 9000000 },
  { .name = "turned/2", .about = "both listen, and open or SEND; two in flight",
    BOTH_TURN, LOSSY, SMALL, .text = { 1, 1 }, .flight = 2, .limit = 9000000 },
  { .name = "batch/2", .about = "the same with everything that users may do, two in flight",
    CLIENT_SERVER, LOSSY, SMALL, IMPATIENT, .text = { 1, 1 }, .flight = 2, .batch = true, .limit = 5000000 },
  { .name = "abort/2", .about = "either aborts, lets go, or loses patience; two in flight",
    CLIENT_SERVER, LOSSY, SMALL, IMPATIENT, .text = { 1, 1 }, .flight = 2, .limit = 9000000 },
  { .name = "restart/2", .about = "one crashes; an octet both ways, two in flight",
    ANYHOW_TWICE, SMALL, .lose = ANY, .duplicate = 1, .text = { 1, 1 }, .flight = 2, .limit = 9000000 },
  { .name = "again/2", .about = "a second connection, two in flight",
    CLIENT_SERVER_TWICE, SMALL, .lose = ANY, .duplicate = 1, .text = { 1, 0 }, .flight = 2, .reuse = true,
    .limit = 9000000 },
  { .name = "old/2", .about = "two segments of a connection that nobody remembers, two in flight",
    CLIENT_SERVER, .mss = 2, .buffer = 3, .lose = ANY, .text = { 2, 1 }, .flight = 2, .old = 2, .limit = 9000000 },
};
const unsigned scenarios_count = sizeof scenarios / sizeof *scenarios;
