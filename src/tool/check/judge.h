/* What the judges of one segment share. Each looks at one thing, in the order in which judge.c calls them. */
#ifndef SYNFIN_TOOL_CHECK_JUDGE_H
#define SYNFIN_TOOL_CHECK_JUDGE_H

#include "check/checker.h"
#include "seq.h"

/* The model of the capture: packets of one connection are not captured out of order by more than this, and no
 * connection begins unseen between two packets that were captured. All else may be missing. */
#define REORDERED 500000       /* microseconds */

struct judge {
  struct checker *checker;
  struct conn *conn;
  unsigned who;                /* the side that sent the segment */
  struct side *x, *y;          /* that side, and the other one   */
  const struct packet *packet;
  const struct synfin_segment *seg;
  uint32_t end;                /* one beyond its last number     */
};

/* How sure a finding is. What the loss or the reordering of captured packets could explain is a violation only in a
 * capture that is said to be complete. */
enum sure { NEVER_SURE, SURE_IF_COMPLETE, SURE };

/* Tells that x (`report`), or the side of `who`, broke a rule; printf-like, what was seen. */
void report(const struct judge *j, enum rule rule, enum sure sure, const char *format, ...)
  __attribute__((format(printf, 4, 5)));
void report_at(const struct judge *j, unsigned who, const struct pending *at, enum rule rule, enum sure sure,
               const char *format, ...) __attribute__((format(printf, 6, 7)));

/* A finding about a packet for which there is no connection. */
void report_packet(struct checker *checker, const struct packet *packet, enum rule rule);

static inline bool knows(const struct side *side, uint32_t fact) { return (side->known & fact) == fact; }
static inline bool has(const struct synfin_segment *seg, unsigned flags) { return (seg->flags & flags) != 0; }

/* Whether so much time lies between that its packet cannot be the later one. */
static inline bool is_later(const struct judge *j, int64_t time) { return j->packet->time - time >= REORDERED; }

/* Remembers this segment for later; the first one counts. */
static inline void pend(const struct judge *j, struct pending *pending, uint32_t number)
{
  if (pending->packet == 0) *pending = (struct pending){j->packet->number, j->packet->time, number};
}

/* The right edge of the largest window it offered; only if it knows KNOWS_EDGE. */
static inline uint32_t offered_edge(const struct side *side)
{
  return knows(side, KNOWS_EDGE_BEFORE) ? seq_max(side->edge, side->edge_before) : side->edge;
}

/* Whether this acknowledges the SYN of `side`, and no more than it was seen to send. */
static inline bool acks_syn(const struct side *side, uint32_t ack)
{
  return ack - (side->iss + 1) <= side->max - (side->iss + 1);
}

/* Whether the SYNs of both ends are known, and so what they agreed on. */
static inline bool agreed(const struct judge *j)
{
  return j->x->offer.known && j->y->offer.known;
}

/* How sure it is that a number goes against a FIN: another connection of the same sockets may have begun since, and what
 * ended this one and its SYN may have been lost or stand later in the capture. Its ISS is far away (3.4.1). */
static inline enum sure unless_another(uint32_t number, uint32_t fin)
{
  const bool near = number - fin + 65536u <= 2 * 65536u;
  return near ? SURE : SURE_IF_COMPLETE;
}

/* Begins anew: the connection at hand is over, and another one of the same sockets begins. */
void begin_again(struct judge *j);

/* Each returns false if the segment is not to be judged any further. */
bool judge_checksum(const struct judge *j);
bool judge_header(const struct judge *j);
bool judge_syn(struct judge *j);        /* which connection it is of, by its ISNs */

void judge_options(const struct judge *j);
void judge_ack(const struct judge *j);
void judge_sack(const struct judge *j);
void judge_ts_order(const struct judge *j, bool acks_more);   /* than any segment of x before it */
void judge_text(const struct judge *j);
void judge_reset(const struct judge *j);
void judge_states(const struct judge *j);

/* What a SYN offers; tells of options that do not fit. */
struct offer judge_offer(const struct judge *j);

/* What is still pending when the connection is over. */
void judge_end(struct checker *checker, struct conn *conn);

#endif
