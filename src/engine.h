/* What the files of the engine know of each other. Data flows arrive > perform > receive, acknowledge > send; the
 * machine in gen/ stands between the first two and decides, alone, what state comes next. */
#ifndef SYNFIN_ENGINE_H
#define SYNFIN_ENGINE_H

#include "ring.h"
#include "seq.h"
#include "synfin.h"

/* In test and fuzz builds, what can never be so stops the program. */
#ifdef SYNFIN_CHECKED
#define SYNFIN_NEVER_SO(condition) ((condition) ? __builtin_trap() : (void)0)
#else
#define SYNFIN_NEVER_SO(condition) ((void)0)
#endif

static inline uint32_t min_u32(uint32_t a, uint32_t b) { return a < b ? a : b; }
static inline uint32_t max_u32(uint32_t a, uint32_t b) { return a > b ? a : b; }

/* A clock's end is never: no deadline wraps around to the past. */
static inline synfin_time later(synfin_time from, synfin_time wait)
{
  return wait > SYNFIN_NEVER - from ? SYNFIN_NEVER : from + wait;
}

/* An ACK is owed without delay; one does for all that wait for it (MUST-58). */
static inline void ack_now(struct synfin_conn *c) { c->acks = c->acks > 0 ? c->acks : 1; }

static inline void count_up(uint8_t *n) { *n = (uint8_t)(*n + (*n < UINT8_MAX)); }

/* What a letter's effects may need to know: the segment or the call that it stands for. */
struct event {
  synfin_time now;
  const struct synfin_segment *seg;
  const uint8_t *from;         /* SEND */
  uint8_t *to;                 /* RECEIVE */
  uint32_t len;                /* octets at either */
  bool urgent;
  ptrdiff_t result;            /* of a call: octets, or an error */
};

/* perform.c: one letter through the machine. Returns the effects that were performed. */
unsigned perform(struct synfin_conn *c, struct event *ev, enum synfin_letter letter);

/* receive.c: what of a segment lies in the receive window, before the peer's FIN, and is not taken yet. */
struct piece {
  uint32_t seq;                /* of its first octet */
  uint32_t skip;               /* octets of the segment's text before it */
  uint32_t len;                /* octets of text */
  bool fin;                    /* the FIN that follows is in the window too */
};
struct piece receive_trim(const struct synfin_conn *c, const struct synfin_segment *seg);
uint32_t receive_reach(const struct synfin_conn *c, uint32_t nxt);
void receive_take(struct synfin_conn *c, const struct synfin_segment *seg);
void receive_hold(struct synfin_conn *c, const struct synfin_segment *seg);
void receive_fin(struct synfin_conn *c);
uint32_t receive_deliver(struct synfin_conn *c, uint8_t *to, uint32_t cap);
uint16_t receive_window(struct synfin_conn *c);

/* acknowledge.c: the ACK field, round-trip time and congestion control. */
void acknowledge(struct synfin_conn *c, synfin_time now, const struct synfin_segment *seg);
void retransmit(struct synfin_conn *c);
uint32_t initial_window(const struct synfin_conn *c);
synfin_time rto(const struct synfin_conn *c);

/* send.c */
uint32_t text_end(const struct synfin_conn *c);
uint32_t empty_seq(const struct synfin_conn *c);
bool has_output(const struct synfin_conn *c);

/* timer.c: called at the end of every call that may have changed what is waited for. */
void timers_update(struct synfin_conn *c, synfin_time now);

#endif
