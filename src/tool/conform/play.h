/* The words that the cases by requirement are told in.
 *
 * The tester is a well-behaved peer unless a case says otherwise: it sends what the target expects next, acknowledges
 * all that the target sent, and offers PLAY_WINDOW. NXT and MAX below are the target's RCV.NXT and SND.MAX. */
#ifndef SYNFIN_CONFORM_PLAY_H
#define SYNFIN_CONFORM_PLAY_H

#include "case.h"

#define FIN SYNFIN_FIN
#define SYN SYNFIN_SYN
#define RST SYNFIN_RST
#define PSH SYNFIN_PSH
#define ACK SYNFIN_ACK
#define URG SYNFIN_URG

#define NXT (t->dut.nxt)               /* what the target expects next    */
#define MAX (t->dut.max)               /* what it would send next         */
#define ANY_LEN (~0u)

#define MS(n) ((synfin_time)(n) * 1000u)
#define ANSWER MS(501)                 /* an ACK may be delayed so long: MUST-40 */
#define QUIET MS(650)                  /* what did not come by then never comes           */
#define PLAY_WINDOW 16384
#define PLAY_MSS 1460u                 /* of the tester's SYN             */
#define PLAY_ISS 0x10000u              /* the target's, where it obeys    */
#define PLAY_PEER_ISS 0x20000u

/* How a connection begins. Zero: passive, an MSS option, Nagle on, a buffer of the target's choice, PLAY_ numbers. */
struct play {
  bool active, no_delay, bare;         /* bare: the tester's SYN has no options */
  struct synfin_options opt;           /* of the tester's SYN                   */
  int64_t wnd;                         /* the tester's first window; 0: PLAY_WINDOW, PLAY_CLOSED: 0 */
  uint32_t buffer;                     /* receive buffer                        */
  uint32_t iss, peer_iss;              /* 0: PLAY_ISS, PLAY_PEER_ISS            */
};
#define PLAY_CLOSED (-1)

/* The target in CLOSED; in LISTEN or SYN-SENT (its SYN is heard); in any state, by the shortest way; in ESTABLISHED. */
bool play_begin(struct tester *t, const struct play *play);
bool play_listen(struct tester *t);
bool play_syn_sent(struct tester *t);
bool play_in(struct tester *t, enum synfin_state state);
bool play_open(struct tester *t, const struct play *play);
#define PLAY_OPEN(t, ...) play_open(t, &(const struct play){__VA_ARGS__})

/* ---- The tester sends -------------------------------------------------------------------------------------------- */

/* A segment with these numbers; the others are a well-behaved peer's. */
void play_send(struct tester *t, unsigned flags, int64_t seq, int64_t ack, int64_t len);
void play_send_wnd(struct tester *t, unsigned flags, int64_t seq, int64_t ack, int64_t len, int64_t wnd);
void play_send_with(struct tester *t, unsigned flags, int64_t seq, int64_t ack, int64_t len,
                    const struct synfin_options *opt);
void play_syn(struct tester *t);                                 /* its own SYN */
void play_syn_ack(struct tester *t);
void play_ack(struct tester *t);                                 /* of all that was heard */
void play_window(struct tester *t, int64_t wnd);                 /* the same, and a window */
void play_text(struct tester *t, int64_t len);                   /* at NXT */
void play_text_at(struct tester *t, int64_t seq, int64_t len);
void play_fin(struct tester *t);
void play_rst(struct tester *t);                                 /* at NXT, and so valid */

/* ---- The tester sends what a peer never would -------------------------------------------------------------------- */

/* A segment in octets, and the datagram that carries it. */
struct raw {
  struct synfin_ip ip;                 /* its addresses may be changed before raw_write */
  size_t len;                          /* octets of the segment         */
  uint8_t octets[2048];
};

/* The octets of a segment with these options, padded with zeros to a multiple of four; its checksum is right. */
void raw_make(struct tester *t, struct raw *raw, unsigned flags, int64_t seq, int64_t ack, int64_t len,
              const void *options, size_t options_len);
void raw_sum(struct raw *raw);         /* a right checksum, after the octets or addresses were changed */
void raw_send(struct tester *t, struct raw *raw);               /* as the tester's segments are */
void raw_write(struct tester *t, const struct raw *raw);        /* as a datagram with raw->ip   */

/* ---- The target's answer ----------------------------------------------------------------------------------------- */

/* The next segment within `wait` that is no retransmission. */
bool play_hear(struct tester *t, synfin_time wait, struct heard *h);
/* The next new segment within ANSWER is this one. */
bool play_expect(struct tester *t, unsigned flags, int64_t seq, int64_t ack, uint32_t len, const char *rule);
/* An ACK of NXT; text may be with it. */
bool play_expect_ack(struct tester *t, const char *rule);
bool play_expect_syn_ack(struct tester *t, const char *rule);                    /* <SEQ=ISS><ACK=NXT><CTL=SYN,ACK> */
bool play_expect_rst(struct tester *t, int64_t seq, const char *rule);           /* with ACK or without */
bool play_expect_refusal(struct tester *t, int64_t ack, const char *rule);       /* <SEQ=0><ACK=ack><CTL=RST,ACK> */
bool play_quiet(struct tester *t, const char *rule);             /* nothing new within QUIET */

/* The connection is there (it acknowledges text, or where none can be taken, is in its state, or answers what is out of
 * the window), or is gone (an ACK of it gets a RST), or listens (a SYN gets its SYN,ACK). */
bool play_alive(struct tester *t, const char *rule);
bool play_gone(struct tester *t, const char *rule);
bool play_listens(struct tester *t, const char *rule);
bool play_state(struct tester *t, enum synfin_state state, const char *rule);    /* where it can be asked for */

/* ---- The target's user ------------------------------------------------------------------------------------------- */

/* SEND of the tester's pattern, from place MAX on, as much as the target takes. Returns the octets. */
uint32_t play_user_send(struct tester *t, uint32_t len);
/* RECEIVE delivers exactly [from, to) of the tester's text. */
bool play_user_receives(struct tester *t, int64_t from, int64_t to, const char *rule);
/* A call; its result is demanded where the target can tell. */
void play_user(struct tester *t, enum target_call call);
void play_user_error(struct tester *t, enum target_call call, int error, const char *rule);

/* ---- What the target sends, as a whole --------------------------------------------------------------------------- */

/* All new text that is heard within `wait`. */
struct flight {
  unsigned segments, small;            /* with text; of these, below `full` octets, the last one not counted */
  uint32_t octets, largest, first;     /* of text; of the largest and the first segment                      */
  unsigned last_flags;                 /* of the last segment with text                                      */
  int64_t fin;                         /* where its first FIN stands; 0: there is none                       */
};
struct flight play_flight(struct tester *t, synfin_time wait, uint32_t full);

/* When the target next sends any of its octets again, within `wait`; SYNFIN_NEVER: it does not. */
synfin_time play_again(struct tester *t, synfin_time wait, struct heard *heard);

/* False, and NOT APPLICABLE, if so many seconds cannot be waited for. */
bool play_patience(struct tester *t, unsigned seconds);

/* ---- The tables -------------------------------------------------------------------------------------------------- */

/* Level, id, requirement, clause, what is played, and the sentence that it demands. */
#define CASE(level, id, requirement, clause, run, title) \
  {id, LEVEL_##level, 0, requirement, clause, run, NULL, NULL, title}
#define CASE_IN(level, id, requirement, clause, run_in, in, title) \
  {id, LEVEL_##level, in, requirement, clause, NULL, run_in, NULL, title}
#define UNSEEN(level, id, requirement, clause, why, title) \
  {id, LEVEL_##level, 0, requirement, clause, NULL, NULL, why, title}
#define CASES_END {NULL, LEVEL_MAY, 0, NULL, NULL, NULL, NULL, NULL, NULL}

#endif
