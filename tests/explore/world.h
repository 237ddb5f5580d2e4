/* Every joint state of two engines: the world is two connections of the shipped code, their users, and what is in
 * flight.
 *
 * A move changes a world (moves.c); rules say what must hold after it (rules.c) and that it is never a trap (heal.c);
 * its canonical form (canon.c) is what the search keeps (search.c); a path to it is drawn as a ladder (show.c).
 *
 * Time has no length here: a timer that runs may fire at any moment, and a segment may stay in flight for ever. That is
 * more than any clock allows, so what holds here holds for all round-trip times. */
#ifndef EXPLORE_WORLD_H
#define EXPLORE_WORLD_H

#include <stdio.h>

#include "engine.h"

#define NOW SYNFIN_SECONDS(1000)
#define BUFFER 4               /* octets of a buffer, at most                                   */
#define FLIGHT 12              /* segments in flight in one direction, at most                  */
#define ANY 255                /* a budget that is never used up                                */
#define RENEWED 24u            /* a later incarnation's ISS lies this far beyond the one before  */

/* A segment in flight, without what is the same in all of them: ports, MSS; its text follows from its numbers. */
struct packet {
  uint32_t seq, ack;
  uint8_t flags, wnd, len;
  uint8_t old;                 /* 1: made by nobody, a duplicate of a connection that nobody remembers */
};

struct net {
  uint8_t count;
  struct packet packet[FLIGHT];
};

struct user {
  uint8_t opens;               /* how often it has called OPEN                     */
  uint8_t sent, got;           /* octets that SEND took, and that RECEIVE delivered */
  bool closed;                 /* CLOSE was called                                  */
};

struct world {
  struct synfin_conn conn[2];
  uint8_t send[2][BUFFER], receive[2][BUFFER];
  struct user user[2];
  struct net to[2];            /* in flight to this side                            */
  uint8_t lose, duplicate, abort, crash, old, pause;   /* what is left of the budgets */
  bool violent;                /* somebody crashed, aborted, gave up, or sent what an old connection left */
};

enum { ACTIVE = 1, PASSIVE = 2, TURN = 4 };   /* how a user may open; TURN: actively, or by SEND, from LISTEN */

struct scenario {
  const char *name, *about;
  uint8_t how[2], opens[2], text[2];
  uint8_t mss, buffer, flight;
  uint8_t lose, duplicate;
  uint8_t abort, crash, old;
  bool release, give_up, sip;  /* users let go; users lose patience (R2); users receive octet by octet */
  bool reuse;                  /* a SYN may open anew from TIME-WAIT (MAY-2)       */
  bool batch;                  /* several segments may arrive before the first is answered (MUST-58) */
  unsigned long limit;         /* states, in `make prove`                          */
};

enum kind {
  NOTHING_MOVES, DELIVER, DELIVER_AND_KEEP, LOSE, OPEN_ACTIVE, OPEN_PASSIVE, SEND, RECEIVE, CLOSE, RELEASE, ABORT,
  CRASH, RETRANSMISSION, DELAYED_ACK, WAIT, GIVE_UP, HALF_SECOND, POLL, OLD
};

struct move {
  uint8_t kind, side, n;       /* n: which segment, how many octets */
};

/* What a move led to, for rules and ladders. */
struct step {
  struct move move;
  struct packet in;            /* of DELIVER, LOSE, OLD */
  struct packet out[FLIGHT];
  unsigned outs;
  bool wrong_text;             /* a segment or RECEIVE had an octet that is not the one of its number */
};

#define MOVES 64

struct explore {
  const struct scenario *scenario;
  struct synfin_config config;
};

extern const uint32_t world_iss[2];

/* world.c */
uint8_t world_octet(unsigned side, uint32_t seq);
void world_begin(struct world *w, const struct explore *x);
void world_wire(struct world *w, const struct explore *x);
void world_copy(struct world *to, const struct world *from);
void world_fresh(struct world *w, const struct explore *x, unsigned side);
void world_feed(struct world *w, unsigned side, const struct packet *p, uint16_t mss);
void world_poll(struct world *w, unsigned side, unsigned flight, struct step *step);
bool net_add(struct net *net, const struct packet *p, unsigned flight);
void net_remove(struct net *net, unsigned i);

/* moves.c */
unsigned moves_of(const struct world *w, const struct explore *x, struct move moves[MOVES]);
void move_apply(struct world *w, const struct explore *x, struct move m, unsigned flight, struct step *step);
uint8_t move_code(struct move m);
struct move move_of_code(uint8_t code);
void move_text(char text[64], const struct step *step);

/* canon.c */
#define PACKED 192
void canon_settle(struct world *w);
unsigned canon_pack(const struct world *w, uint8_t *to, unsigned *engines_only);
void canon_unpack(struct world *w, const struct explore *x, const uint8_t *from);
struct fingerprint { uint64_t a, b; };
struct fingerprint canon_fingerprint(const uint8_t *octets, unsigned len);

/* rules.c: the name and clause of a rule that does not hold, or NULL. */
const char *rules_broken(const struct world *before, const struct world *after, const struct step *step);
void rules_list(FILE *out);

/* table.c: a set of fingerprints. */
struct table {
  struct fingerprint *at;
  uint64_t size, used;
};
bool table_add(struct table *t, struct fingerprint f);
void table_will_add(const struct table *t, struct fingerprint f);
bool table_has(const struct table *t, struct fingerprint f);

/* heal.c: the name of what keeps both from CLOSED, or NULL; `path` gets the moves of a run that did not end well. */
#define HEAL_STEPS 400
struct heal_path { unsigned count; struct move move[HEAL_STEPS]; };
const char *heal(const struct world *from, const struct explore *x, struct table *good, struct heal_path *path);

/* search.c */
struct result {
  uint64_t states, edges, octets;
  unsigned depth;
  double seconds, cpu;         /* on the clock, and of one core */
  bool exhausted, broken, done;
};
void search(const struct scenario *scenario, uint64_t limit, struct result *result);

/* show.c */
void show(FILE *out, const struct explore *x, const uint8_t *codes, unsigned count, const struct heal_path *after,
          const char *rule);

/* scenarios.c */
extern const struct scenario scenarios[];
extern const unsigned scenarios_count;

#endif
