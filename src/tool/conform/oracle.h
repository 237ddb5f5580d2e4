/* A second transcription of RFC 9293 section 3.10.7, by which the suites judge the engine, and `synfin conform` any TCP:
 * what comes out when a segment arrives. It shares nothing with spec/ and the library but the names of states, letters and
 * effects, and was written from the RFC's text, RFC 5961 and the rulings in README. Its numbers are not modulo anything:
 * they are plain 64-bit integers on a line, where the RFC's inequalities can be written as they stand; who compares
 * takes the lower 32 bits. So a mistake in the engine's modulo arithmetic has no counterpart here. */
#ifndef SYNFIN_CONFORM_ORACLE_H
#define SYNFIN_CONFORM_ORACLE_H

#include <stdbool.h>
#include <stdint.h>

#include "synfin.h"

/* Octets held beyond a gap stand at most so far beyond RCV.NXT. */
#define ORACLE_HELD 2048u

/* The transmission control block (3.3.1), as much of it as decides about a segment. */
struct oracle_tcb {
  enum synfin_state state;
  int64_t iss, una, max;          /* ISS, SND.UNA, SND.MAX (RULING 13)                        */
  int64_t wnd, max_wnd, wl1, wl2; /* SND.WND, MAX.SND.WND, SND.WL1, SND.WL2                    */
  int64_t irs, nxt, rcv_wnd;      /* IRS, RCV.NXT, RCV.WND                                    */
  bool syn_unacked;               /* our SYN was sent and nothing acknowledged it             */
  bool fin_sent;                  /* our FIN stands at SND.MAX-1                              */
  bool throttled;                 /* an empty segment was answered with an ACK less than half a second ago (RULING 6) */
  bool released;                  /* nobody will read what comes: synfin_release (3.6.1)      */
  int64_t delivered;              /* octets of text taken in order, because of this segment   */
  uint64_t held[ORACLE_HELD / 64]; /* a bit for each octet held beyond a gap, by sequence number */
  bool fin_held;                  /* the peer's FIN is, too,                                  */
  int64_t fin;                    /* and stands here                                          */
};

static inline bool oracle_is_held(const struct oracle_tcb *tcb, int64_t octet)
{
  return (tcb->held[(uint64_t)octet % ORACLE_HELD / 64] >> (uint64_t)octet % 64 & 1u) != 0;
}

static inline void oracle_hold(struct oracle_tcb *tcb, int64_t octet)
{
  tcb->held[(uint64_t)octet % ORACLE_HELD / 64] |= UINT64_C(1) << (uint64_t)octet % 64;
}

static inline void oracle_forget(struct oracle_tcb *tcb, int64_t octet)
{
  tcb->held[(uint64_t)octet % ORACLE_HELD / 64] &= ~(UINT64_C(1) << (uint64_t)octet % 64);
}

/* SEG.SEQ, SEG.ACK, SEG.WND, control bits and octets of text. */
struct oracle_segment {
  int64_t seq, ack, wnd, len;
  unsigned flags;
};

#define ORACLE_WORD 4u

/* What follows from a segment. An ACK that may be delayed counts as a reply, whenever it goes out. */
struct oracle_answer {
  unsigned letters;               /* what the checks found, in their order: a word for the machine */
  enum synfin_letter word[ORACLE_WORD];
  struct oracle_tcb tcb;
  unsigned reply;                 /* control bits of the one segment sent, 0: none            */
  int64_t seq, ack;               /* its numbers; ack only if reply has SYNFIN_ACK            */
  unsigned signals;               /* SYNFIN_SIG_ bits                                         */
  bool restart_2msl;
};

struct oracle_answer oracle_segment(const struct oracle_tcb *tcb, const struct oracle_segment *seg);

#endif
