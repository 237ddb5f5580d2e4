/* A connection on the bench: one engine, a clock in the test's hand, and segments written down as the RFC's figures do.
 *
 * The engine's ISS is 100, the peer's 300. States are reached through the public API only, state N from state N-1. What
 * the engine sends is looked at segment by segment, and expect_nothing() says that there was no more. */
#ifndef BENCH_H
#define BENCH_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "synfin.h"

#define ISS 100u               /* ours    */
#define IRS 300u               /* the peer's */
#define PEER_WND 10000u        /* what the peer advertises */
#define BUFFER 8192u           /* ours, each way */
#define MILLISECONDS(n) ((synfin_time)(n) * 1000u)

struct bench {
  struct synfin_config config;
  struct synfin_conn c;
  synfin_time now;
  uint8_t snd[65536], rcv[65536];
};

/* A new bench in CLOSED with an IPv4 configuration, at time 1 s. */
void bench_init(struct bench *b);
/* The same with buffers of these sizes. */
void bench_init_sized(struct bench *b, size_t snd, size_t rcv);

/* Reach a state from bench_init(). */
void to_listen(struct bench *b);
void to_syn_sent(struct bench *b);              /* SYN 100 sent                                              */
void to_syn_received_passive(struct bench *b);  /* SYN 300 arrived, SYN,ACK 100 sent                         */
void to_syn_received_active(struct bench *b);
void to_established(struct bench *b);           /* passive; SND.NXT 101, RCV.NXT 301                         */
void to_established_active(struct bench *b);
void to_fin_wait_1(struct bench *b);            /* our FIN 101 sent                                          */
void to_fin_wait_2(struct bench *b);            /* and acknowledged                                          */
void to_close_wait(struct bench *b);            /* the peer's FIN 301 acknowledged                           */
void to_closing(struct bench *b);               /* FIN 101 sent, FIN 301 acknowledged                        */
void to_last_ack(struct bench *b);              /* FIN 301 acknowledged, FIN 101 sent                        */
void to_time_wait(struct bench *b);             /* from FIN-WAIT-2, FIN 301 acknowledged                     */
void bench_to(struct bench *b, enum synfin_state state);

/* ARRIVES gives .wnd a value that its caller may give again. */
#ifdef __clang__
#pragma clang diagnostic ignored "-Winitializer-overrides"
#else
#pragma GCC diagnostic ignored "-Woverride-init"
#endif

/* A segment of the peer's; fields are seq, ack, wnd (PEER_WND unless given), flags, text, len, up, opt.
 *   ARRIVES(&b, .seq = 301, .ack = 101, .flags = SYNFIN_ACK, TEXT("hello")); */
#define ARRIVES(b, ...) \
  arrives((b), (struct synfin_segment){ .src_port = 2000, .dst_port = 1000, .wnd = PEER_WND, __VA_ARGS__ })
#define TEXT(string) .text = (const uint8_t *)(string), .len = sizeof(string) - 1
void arrives(struct bench *b, struct synfin_segment seg);

/* Polls one segment and compares control bits, SEQ, ACK (if the ACK bit is set) and text length. Returns it. */
#define EXPECT(b, flags, seq, ack, len) expect((b), (flags), (seq), (ack), (len), __FILE__, __LINE__)
struct synfin_segment expect(struct bench *b, unsigned flags, uint32_t seq, uint32_t ack, uint32_t len,
                              const char *file, int line);
#define EXPECT_NOTHING(b) expect_nothing((b), __FILE__, __LINE__)
void expect_nothing(struct bench *b, const char *file, int line);
#define EXPECT_STATE(b, state) \
  ck_assert_str_eq(synfin_state_label(synfin_status(&(b)->c)), synfin_state_label(SYNFIN_##state))
/* Polls until nothing is left, drops all; returns how many there were. */
unsigned drain(struct bench *b);

/* Lets time pass, timeouts happen and be polled by the test. advance() goes on to exactly now + t, stopping at no
 * deadline: call it for the time of one timeout. */
void advance(struct bench *b, synfin_time t);
/* Goes to the next deadline and calls synfin_timeout; returns how long it took. */
synfin_time to_deadline(struct bench *b);

/* User calls with the bench's clock. */
ptrdiff_t bench_send(struct bench *b, const char *text);
ptrdiff_t bench_send_n(struct bench *b, size_t n);            /* n octets, counting 0, 1, 2 ... modulo 251 */
ptrdiff_t bench_receive(struct bench *b, void *to, size_t cap);
void expect_received(struct bench *b, const char *text);      /* exactly this, and no more */

#endif
