/* The tester: the peer of a TCP under test, which knows what an outsider can know of the target's TCB.
 *
 * All sequence numbers here are places on a line (64 bits, never wrapping), as the oracle has them; the wire gets their
 * lower 32 bits. Once something went against the case, the rest of it is not played: each function below returns at once. */
#ifndef SYNFIN_CONFORM_TESTER_H
#define SYNFIN_CONFORM_TESTER_H

#include <inttypes.h>

#include "ladder.h"
#include "oracle.h"
#include "target.h"

enum verdict { VERDICT_PASS, VERDICT_FAIL, VERDICT_INCONCLUSIVE, VERDICT_NOT_APPLICABLE };
enum level { LEVEL_MUST, LEVEL_SHOULD, LEVEL_MAY };
#define VERDICTS 4u

/* Which legal alternatives to the specification's own answers count: any; none; all but those of the time before RFC 5961,
 * or but the reset of TIME-WAIT that RFC 1337 advises against. */
enum profile { PROFILE_ANY, PROFILE_STRICT, PROFILE_RFC5961, PROFILE_RFC1337 };
#define PROFILES 4u

const char *verdict_name(enum verdict verdict);       /* "PASS" ... */
const char *level_name(enum level level);             /* "MUST" ... */
const char *profile_name(enum profile profile);       /* "any" ...  */

/* A segment of the target's, on the line. */
struct heard {
  synfin_time when;
  unsigned flags;
  int64_t seq, ack;                    /* `ack` only with the ACK flag */
  uint32_t len;                        /* octets of text */
  uint32_t wnd, up;
  bool again;                          /* all of its octets were sent before */
  struct synfin_options opt;
  const uint8_t *text;                 /* until the next segment is heard    */
};

struct tester {
  struct target *target;
  struct scene scene;
  struct oracle_tcb dut;               /* what is known of the target's TCB; the oracle's, after each step           */
  int64_t heard;                       /* one beyond all octets heard of it; 0: its SYN was not heard yet            */
  unsigned segments;                   /* heard so far                                                               */
  int64_t unread;                      /* octets that were taken and not RECEIVEd, before RCV.NXT and the FIN        */
  int64_t sent;                        /* the tester's own SND.NXT: one beyond all it sent                           */
  uint32_t peer_iss;                   /* the tester's ISS                                                           */
  bool slow;                           /* cases may take long in real time                                           */
  enum profile profile;                /* which legal alternatives count                                             */
  bool played_out;                     /* the verdict stands, the rest of the case is not played                     */
  enum verdict verdict;                /* PASS until something else is found                                         */
  enum level level;                    /* of the rule that broke                                                     */
  char text[256];                      /* why                                                                        */
  const char *clause;                  /* of the rule that broke, NULL: the case's own                               */
  const char *allowed;                 /* PASS by this legal alternative, NULL: by the specification's own answer    */
  struct ladder *ladder;               /* records the case, if not NULL                                              */
  uint8_t datagram[TARGET_DATAGRAM];
};

/* ---- Set up ------------------------------------------------------------------------------------------------------ */

/* A fresh target in CLOSED, the tester with this ISS. Ports are the next free ones unless the target fixes them. */
void tester_begin(struct tester *t, const struct scene *scene, uint32_t peer_iss);

/* ---- Acting ------------------------------------------------------------------------------------------------------ */

/* A user call at the target. The knowledge of its TCB follows by the machine. Its result is the target's. */
ptrdiff_t tester_call(struct tester *t, enum target_call call, void *octets, size_t len);

/* The tester's text: which octet stands at a place of the line. */
static inline uint8_t tester_octet(int64_t place) { return (uint8_t)('a' + place % 26); }

/* Sends a segment with the numbers given, whatever they are. A SYN has an MSS option, nothing else has options. */
void tester_send(struct tester *t, const struct oracle_segment *seg);
void tester_send_with(struct tester *t, const struct oracle_segment *seg, const struct synfin_options *opt, uint16_t up);

/* Sends raw octets as a whole segment, its checksum as it is. Those of the tester's datagrams, for the pseudo-header. */
void tester_send_raw(struct tester *t, const uint8_t *octets, size_t len);
struct synfin_addresses tester_addresses(const struct tester *t);

/* ---- Hearing ----------------------------------------------------------------------------------------------------- */

/* The next segment of the target within `wait` microseconds, retransmissions too; false if there is none. What it tells of
 * the target's TCB (SND.MAX, window) is taken over. Datagrams that are broken are a FAIL. */
bool tester_hear(struct tester *t, synfin_time wait, struct heard *heard);

/* "ACK SEQ=ISS+1 ACK=IRS+1": a segment of the target's; SEQ 0 is 0 itself, as of a RST that answers no ACK. */
void tester_describe(const struct tester *t, char text[96], unsigned flags, int64_t seq, int64_t ack, uint32_t len);

/* Hears the next segment that is no retransmission within `wait`, and demands these numbers of it; flags of SYN, FIN, RST,
 * ACK, URG are compared exactly. `len` ~0u: any. What else comes is a FAIL with `rule` as its text. */
bool tester_expect(struct tester *t, synfin_time wait, unsigned flags, int64_t seq, int64_t ack, uint32_t len,
                   const char *rule);

/* Demands that nothing but retransmissions comes within `wait`. */
bool tester_expect_nothing(struct tester *t, synfin_time wait, const char *rule);

/* Lets time pass; what is heard is dropped, but known. */
void tester_wait(struct tester *t, synfin_time wait);

/* Demands a state (SYN-RECEIVED: either), where the target can tell; else nothing is demanded. */
bool tester_expect_state(struct tester *t, enum synfin_state state, const char *rule);

/* ---- Verdicts ---------------------------------------------------------------------------------------------------- */

/* Ends the case. `format` says what was seen and what was to be seen. */
void tester_fail(struct tester *t, enum level level, const char *format, ...) __attribute__((format(printf, 3, 4)));
void tester_inconclusive(struct tester *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void tester_not_applicable(struct tester *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* NOT APPLICABLE unless the target can do all of these TARGET_ bits. */
bool tester_needs(struct tester *t, unsigned can);

/* ---- Getting there ----------------------------------------------------------------------------------------------- */

/* Leads a fresh target to a state, by the shortest way over letters that this target allows; INCONCLUSIVE, and false,
 * where the way is not passed; NOT APPLICABLE where there is none. */
bool tester_reach(struct tester *t, enum synfin_state state);

/* Sends a segment and judges the answer and the state after it by the specification (judge.h). */
bool tester_judge(struct tester *t, const struct oracle_segment *seg);

#endif
