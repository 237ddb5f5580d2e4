/* A target of `synfin conform` on the bench: the test is its peer and writes segments down as the RFC's figures do.
 *
 * SEQ and ACK of the target's segments are relative to the ISS that it turned out to have. */
#ifndef TARGET_BENCH_H
#define TARGET_BENCH_H

#include <check.h>
#include <string.h>

#include "conform/target.h"

#define PEER_ISS 300u

struct target_bench {
  struct target target;
  struct scene scene;
  uint32_t iss;                        /* the target's, from its SYN               */
  synfin_time when;                    /* the last segment heard was sent          */
  synfin_time patience;                /* how long what is expected may take       */
  uint8_t octets[TARGET_DATAGRAM];
};

/* Whether there is a target for the suite of this name; if not, a line SKIP says why. */
bool target_available(const char *name, int (*open)(struct target *target));

/* A fresh case over this version of IP with ports of its own. */
void target_begin(struct target_bench *b, uint8_t version);

/* The peer's segment: SEQ relative to nothing, ACK to the target's ISS. */
void target_arrives(struct target_bench *b, unsigned flags, uint32_t seq, uint32_t ack, const char *text);
void target_arrives_with(struct target_bench *b, unsigned flags, uint32_t seq, uint32_t ack, const char *text,
                         uint16_t wnd);

/* The target's next segment, its text within `b`; false: nothing came. */
bool target_hears(struct target_bench *b, struct synfin_segment *seg);

/* The target's next segment is this one, or nothing comes within `wait`. A SYN tells the ISS; PSH is not looked at. */
#define TARGET_EXPECT(b, flags, seq, ack, text) target_expect((b), (flags), (seq), (ack), (text), __FILE__, __LINE__)
#define TARGET_EXPECT_NOTHING(b, wait) target_expect_nothing((b), (wait), __FILE__, __LINE__)
void target_expect(struct target_bench *b, unsigned flags, uint32_t seq, uint32_t ack, const char *text,
                   const char *file, int line);
void target_expect_nothing(struct target_bench *b, synfin_time wait, const char *file, int line);

#define TARGET_EXPECT_STATE(b, state) \
  ck_assert_str_eq(synfin_state_label((b)->target.status(&(b)->target)), synfin_state_label(SYNFIN_##state))

/* User calls. RECEIVE is to deliver just this text. */
ptrdiff_t target_call(struct target_bench *b, enum target_call call);
ptrdiff_t target_send(struct target_bench *b, const char *text);
void target_receives(struct target_bench *b, const char *text);

/* Handshakes by either OPEN, to ESTABLISHED. */
void target_establish_passive(struct target_bench *b);
void target_establish_active(struct target_bench *b);

/* An active OPEN that is refused; and an ABORT in ESTABLISHED, after which there is no connection. */
void target_is_refused(struct target_bench *b, uint8_t version);
void target_aborts(struct target_bench *b, uint8_t version);

/* Whole lives of a connection of Linux over this version of IP: passive and closed first, active and closed second. */
void target_lives_passive(struct target_bench *b, uint8_t version);
void target_lives_active(struct target_bench *b, uint8_t version);

#endif
