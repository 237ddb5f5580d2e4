/* Deterministic simulation: many connections over one impaired network, in virtual time, from one seed.
 *
 * draw.c    every decision is a function of (seed, kind, connection, end, number), never of the decisions before it, so
 *           that one alone can be switched off and the others stay as they were
 * net.c     the event queue, and what the network does to a segment's octets
 * host.c    the demultiplexer, and an engine's turn: segment, timeout, call, then what it sends
 * user.c    what the users do, and when
 * check.c   the invariants: segment by segment and step by step; judge.c: those of a whole life
 * world.c   one seed from its beginning to its end
 * shrink.c  which decisions a failure needs; story.c: the ladder of what is left
 */
#ifndef SOAK_H
#define SOAK_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "synfin.h"

/* ---- Decisions -------------------------------------------------------------------------------------------------- */

/* What can be switched off: faults first, then users' actions, then what differs from the plain configuration. */
#define DECISIONS(X)                                                                                         \
  X(LOSS, "lost") X(BURST_LOSS, "lost in a burst") X(DOUBLE, "doubled") X(CORRUPT, "corrupted")              \
  X(LONG_WAY, "long way") X(JITTER, "jittered") X(PARTITION, "partition") X(CRASH, "crash")                   \
  X(LATE_POLL, "late poll") X(ACTION, "user's action") X(OPENING, "opening") X(AGAIN, "opened again")         \
  X(CONFIG, "configuration")

enum decision {
#define X(name, text) name,
  DECISIONS(X)
#undef X
  KINDS,
  VALUE = KINDS,               /* not a decision: how much, where the decision is taken */
};
extern const char *const decision_names[KINDS];

#define NOBODY 0xffffffu       /* a decision of the world, not of a connection */

struct ids { uint64_t *at; size_t n, room; };

/* ---- The world -------------------------------------------------------------------------------------------------- */

#define HOSTS 8u
#define RECORDS 32u            /* incarnations remembered, per end */
#define ACTIONS 10u            /* planned, per user */
#define PARTITIONS 4u
#define CRASHES 3u
#define STORY_COLUMNS 240u     /* octets of a line */
#define MILLISECONDS(n) ((synfin_time)(n) * 1000u)

struct datagram {
  uint32_t slot;
  unsigned end;                /* that it goes to */
  unsigned record;             /* of the sender, UINT32_MAX: its host's */
  bool corrupted;
  struct synfin_addresses addresses;
  size_t len;
  uint8_t octets[];
};

struct event {
  synfin_time at;
  uint64_t order;              /* of two at once the one that was queued first */
  uint32_t slot;               /* NOBODY: `end` is the number of a crash */
  unsigned end;
  struct datagram *datagram;   /* NULL: a wake-up */
};

/* What is remembered of an incarnation, from outside. */
struct record {
  uint32_t iss, irs;
  uint32_t written, taken;     /* octets of text */
  uint32_t promised, heard;    /* right edges: sent to the peer, heard from it */
  uint32_t fin_at;             /* where the FIN stands, if it was sent */
  uint32_t urgent_end;         /* octets written when the first urgent one was; 0: none */
  uint32_t una, rcv_nxt;       /* as last seen */
  synfin_time moved_at;        /* when SND.UNA last moved */
  synfin_time waits_until;     /* TIME-WAIT may not end before; SYNFIN_NEVER: it was not reached */
  synfin_time challenged_at;   /* when an empty segment was last answered for being unacceptable, 0: never */
  bool has_irs, has_promised, has_heard, established, closed, fin_sent, fin_taken, end_seen, urged;
  bool was_first;              /* it was in FIN-WAIT-1: it closed before it saw the peer's FIN */
  bool in_time_wait, aborted, released, crashed, reused, rst_taken, ended;
  int cause;
};

struct action {
  synfin_time at;
  enum { WRITE, URGENT, STALL, CLOSE, RELEASE, ABORT } kind;
  uint32_t n;
};

enum opening { ACTIVE, PASSIVE, PASSIVE_ANY, PASSIVE_SEND };

struct end {
  struct synfin_config config;
  struct synfin_conn c;
  uint8_t *snd, *rcv;
  uint32_t snd_size, rcv_size;
  unsigned host;
  uint16_t port;
  struct record records[RECORDS];
  unsigned incarnations;       /* of them, that is the number of the running one plus one; 0: none yet */
  unsigned credit, rst_credit; /* empty segments and RSTs that may be sent */
  bool rst_came;               /* since the last poll */
  uint32_t acked;              /* what was last sent as SEG.ACK */
  unsigned sent;               /* segments, the number of the next one */
  unsigned polled;             /* segments in the life of the end */
  unsigned state;              /* before this step */
  synfin_time owed_at;         /* since when text is taken and not acknowledged */
  synfin_time wake_at;         /* queued */
  /* the user */
  enum opening opening;
  bool no_delay;
  unsigned opens_left, opens;
  synfin_time open_at;         /* next OPEN; SYNFIN_NEVER: none */
  synfin_time stalled_until, read_at, read_gap, ends_at, lets_go_at, poll_at;
  uint32_t chunk, to_write, text_limit;
  uint32_t next_iss;
  unsigned actions, acted;
  struct action action[ACTIONS];
};

struct slot {
  uint32_t id;
  bool present;
  struct end end[2];
};

struct burst { synfin_time from, to; unsigned n; };
struct partition { synfin_time from, to; unsigned a, b; };   /* b == HOSTS: a from all */
struct crash { synfin_time at, up_at; unsigned host; };

struct totals {
  uint64_t connections, segments, octets, rejected, microseconds, orderly, ended[8];
  uint64_t decisions[KINDS], entered[SYNFIN_STATES];
};

struct failure {
  bool failed;
  unsigned rule;
  uint32_t slot;
  unsigned end;
  synfin_time at;
  char what[160];
};

/* What is simulated: a seed, less what was taken from it. */
struct scenario {
  uint64_t seed;
  uint32_t connections;        /* 0: as the seed says */
  const bool *present;         /* NULL: all */
  const struct ids *keep;      /* the decisions that are taken, sorted; NULL: as they are drawn */
  uint32_t text_cap;           /* octets of one WRITE; 0: as drawn */
  bool told;                   /* tells the story of one connection */
  uint32_t told_slot;
};

struct world {
  struct scenario scenario;
  synfin_time began, now, heals_at, msl;
  unsigned hosts;
  uint32_t loss, burst_loss, twice, corrupt, long_way, crashes_of, jitter;   /* of 1000; jitter: milliseconds */
  uint32_t slots_n;
  struct slot *slots;
  uint32_t *ports, ports_size; /* the hosts' demultiplexers: slot and end by host and ports, plus one; 0: free */
  struct partition partitions[PARTITIONS];
  struct crash crashes[CRASHES];
  unsigned partitions_n, crashes_n;
  synfin_time down_until[HOSTS];
  struct burst bursts[HOSTS][HOSTS];
  struct event *queue;
  size_t queued, queue_room;
  uint64_t order;
  struct datagram *in_hand;
  uint32_t turn_slot;          /* whose turn it is */
  unsigned turn_end;
  struct ids journal;          /* decisions taken, in order */
  struct totals totals;
  struct failure failure;
  char (*story)[STORY_COLUMNS];
  size_t story_lines;
  sigjmp_buf out;
};

/* ---- draw.c ----------------------------------------------------------------------------------------------------- */

uint64_t decision_id(enum decision kind, uint32_t slot, unsigned end, uint32_t n);
enum decision decision_kind(uint64_t id);
/* Whether this decision is taken: by its own chance, or, where the scenario says what is kept, if it is kept. It is then
 * in the journal. */
bool taken(struct world *w, enum decision kind, uint32_t slot, unsigned end, uint32_t n, uint32_t of_1000);
/* A number from low to high that belongs to a decision; `what` tells those of one decision apart. */
uint32_t amount(const struct world *w, uint64_t id, unsigned what, uint32_t low, uint32_t high);
/* The same, but every power of two is as likely as the next. */
uint32_t scaled(const struct world *w, uint64_t id, unsigned what, uint32_t low, uint32_t high);
void ids_add(struct ids *ids, uint64_t id);
void ids_sort(struct ids *ids);
/* Octet i of what an incarnation writes. */
uint8_t octet(uint32_t slot, unsigned end, uint32_t iss, uint32_t i);

/* ---- net.c ------------------------------------------------------------------------------------------------------ */

void enqueue(struct world *w, struct event ev);
bool dequeue(struct world *w, struct event *ev);
void put(struct world *w, struct slot *s, unsigned from, unsigned record, const struct synfin_segment *seg);

/* ---- host.c ----------------------------------------------------------------------------------------------------- */

void listen_on(struct world *w, const struct slot *s, unsigned who);
void arrive(struct world *w, struct datagram *d);
void wake(struct world *w, struct slot *s, unsigned who);
void schedule(struct world *w, struct slot *s, unsigned who);
void flush(struct world *w, struct slot *s, unsigned who);
void crash(struct world *w, const struct crash *k);

/* ---- user.c ----------------------------------------------------------------------------------------------------- */

void plan(struct world *w, struct slot *s, unsigned who, synfin_time start);
void act(struct world *w, struct slot *s, unsigned who);
synfin_time act_at(struct end *e);
bool wants_again(const struct world *w, const struct end *e);
void bury(struct world *w, struct slot *s, unsigned who);
void open_again(struct world *w, struct slot *s, unsigned who, uint32_t least_iss);

/* ---- check.c, judge.c ------------------------------------------------------------------------------------------- */

/* Name, what must be so, and where RFC 9293 says it. */
#define RULES(X)                                                                                              \
  X(PREFIX, "what is delivered is a prefix of what was sent", "2, 3.4, 3.10.3")                               \
  X(EARLY, "nothing is delivered before ESTABLISHED", "3.10.3, 3.10.7.4 Seventh")                             \
  X(ON_WIRE, "what is sent is what was written, sent again unchanged", "3.4, 3.8.1")                          \
  X(AFTER_FIN, "nothing is sent after FIN, and FIN only after CLOSE", "3.6, 3.10.4")                          \
  X(RIGHT_EDGE, "the right edge of the window never moves left", "3.8.6 SHLD-14")                             \
  X(PEER_EDGE, "nothing is sent beyond the peer's window but a probe's octet", "3.8.6.1, 3.8.6 MUST-34")      \
  X(NUMBERS, "SYN has ISS, SEQ and ACK are SND and RCV numbers", "3.4, 3.10.7")                               \
  X(RST_FOR_RST, "no RST answers a RST", "3.5.2, 3.10.7.1")                                                   \
  X(RST_REASON, "a RST only for ABORT, unwanted text or a segment of no connection", "3.5.2, 3.10.5")         \
  X(RST_EXACT, "a RST is obeyed at RCV.NXT only", "3.5.3, 3.10.7.4 Second, RFC 5961 3.2")                     \
  X(ONE_REPLY, "at most one reply to a segment, apart from text", "3.8.6.3, RFC 5961 7")                      \
  X(QUIET, "two ends do not keep answering each other", "3.10.7.4 First, RFC 5961 7")                         \
  X(TCB, "the control block is in order", "3.3.1, 3.4, 3.8.6")                                                \
  X(TIMER, "a timer runs in every state that waits", "3.8.1, 3.8.6.1, 3.10.8, MUST-13")                       \
  X(ACK_LATE, "text is acknowledged within half a second", "3.8.6.3 MUST-40")                                 \
  X(ACKED_TAKEN, "what was acknowledged was taken", "3.4, 3.8.1")                                             \
  X(HANDSHAKE, "both ends agree on both ISNs", "3.5")                                                         \
  X(CORRUPTION, "a corrupted segment is rejected", "3.1 MUST-3")                                              \
  X(HURRY, "the user hears of urgent text before its end is delivered", "3.8.5 MUST-32")                      \
  X(CAUSE, "a connection ends with an error only for a reason", "3.8.3 MUST-20, 3.10.8, 3.5.3")               \
  X(CALL, "a call answers as 3.10 says", "3.10.1 to 3.10.5")                                                  \
  X(COMPLETE, "what is not broken off ends with all octets delivered, both FINs acknowledged", "3.6")         \
  X(TIME_WAITED, "who closes first passes TIME-WAIT for 2 MSL", "3.6.1, 3.3.2 Figure 5, MUST-13")             \
  X(ENDS, "once users end and the network heals, everything reaches CLOSED", "3.6, 3.8.3, 3.10.8")            \
  X(TRAP, "the engine's own checks hold", "3.10")

enum rule {
#define X(name, text, clause) RULE_##name,
  RULES(X)
#undef X
  RULE_COUNT
};
extern const char *const rule_texts[RULE_COUNT], *const rule_clauses[RULE_COUNT], *const rule_names[RULE_COUNT];

_Noreturn void violated(struct world *w, uint32_t slot, unsigned end, enum rule rule, const char *format, ...)
  __attribute__((format(printf, 5, 6)));
#define MUST(condition, w, s, who, rule, ...) \
  ((condition) ? (void)0 : violated((w), (s)->id, (who), RULE_##rule, __VA_ARGS__))

/* The incarnation that runs, or ran last; before the first one, nothing is recorded there. */
static inline struct record *running(struct end *e)
{
  return &e->records[(e->incarnations + RECORDS - 1) % RECORDS];
}
struct record *record_of(struct end *e, unsigned number);
struct record *peer_record(struct slot *s, unsigned who);
void begin_record(struct world *w, struct end *e);
void end_record(struct world *w, struct slot *s, unsigned who);
void check_segment(struct world *w, struct slot *s, unsigned who, const struct synfin_segment *seg);
void check_heard(struct world *w, struct slot *s, unsigned who, unsigned record, const struct synfin_segment *seg);
void check_reset(struct world *w, struct slot *s, unsigned who, const struct synfin_conn *before,
                 const struct synfin_segment *seg);
void check_challenge(struct world *w, struct slot *s, unsigned who, const struct synfin_conn *before,
                     const struct synfin_segment *seg);
void check_step(struct world *w, struct slot *s, unsigned who);
void judge(struct world *w);

/* ---- world.c, shrink.c, story.c --------------------------------------------------------------------------------- */

/* Runs a scenario; `journal` (may be NULL) gets the decisions that were taken. */
struct failure live(const struct scenario *scenario, struct totals *totals, struct ids *journal);
void shrink(uint64_t seed, uint32_t connections, const struct failure *failure);
/* Prints what was told, the middle of a long story left out. */
void tell_end(struct world *w);
void tell(struct world *w, const struct slot *s, unsigned who, const char *format, ...)
  __attribute__((format(printf, 4, 5)));
void tell_sent(struct world *w, const struct slot *s, unsigned from, const struct synfin_segment *seg,
               const char *fate);
void tell_arrived(struct world *w, const struct slot *s, unsigned to, unsigned before,
                  const struct synfin_segment *seg);

#endif
