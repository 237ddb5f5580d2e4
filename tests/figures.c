/* Figures 6 to 13 of RFC 9293, line by line: two engines, A and B, and a hand that carries the segments.
 *
 * sends() takes what an engine sends and compares it with the figure's line; takes() feeds it to the other one; what is
 * held between both is "..." in the figures, a segment still in the network. COLUMNS are the figure's two states. */
#include "bench.h"
#include "suites.h"

struct pair {
  struct bench a, b;
};

static void start(struct bench *x, uint16_t local, uint16_t remote, size_t receive_buffer)
{
  bench_init_sized(x, BUFFER, receive_buffer);
  synfin_init(&x->c, &x->config, local, remote);
  ck_assert_int_eq(synfin_attach_send(&x->c, x->snd, BUFFER), SYNFIN_OK);
  ck_assert_int_eq(synfin_attach_receive(&x->c, x->rcv, receive_buffer), SYNFIN_OK);
}

static void start_a(struct pair *p) { start(&p->a, 1000, 2000, BUFFER); }
static void start_b(struct pair *p, size_t receive_buffer) { start(&p->b, 2000, 1000, receive_buffer); }

static void both_start(struct pair *p)
{
  start_a(p);
  start_b(p, BUFFER);
}

#define sends(x, flags, seq, ack, len) EXPECT((x), (flags), (seq), (ack), (len))
#define COLUMNS(p, left, right) do { EXPECT_STATE(&(p)->a, left); EXPECT_STATE(&(p)->b, right); } while (0)
#define SILENCE(p) do { EXPECT_NOTHING(&(p)->a); EXPECT_NOTHING(&(p)->b); } while (0)

/* Octets, not views: a view is good only until the sender's next call. */
struct carried {
  struct synfin_segment seg;
  uint8_t text[64];
};

static struct carried carry(struct synfin_segment seg)
{
  struct carried s = { .seg = seg };
  uint32_t first = seg.len - seg.rest_len;
  ck_assert_uint_le(seg.len, sizeof s.text);
  if (first > 0)
    memcpy(s.text, seg.text, first);
  if (seg.rest_len > 0)
    memcpy(s.text + first, seg.rest, seg.rest_len);
  s.seg.rest_len = 0;
  return s;
}

static void takes(struct bench *x, struct synfin_segment seg)
{
  struct carried s = carry(seg);
  ck_assert_uint_eq(seg.dst_port, x->c.local_port);
  s.seg.text = s.seg.len > 0 ? s.text : NULL;
  arrives(x, s.seg);
}

/* One of A's segments that has been in the network for long. */
static struct synfin_segment old_duplicate_syn(uint32_t seq)
{
  return (struct synfin_segment){ .src_port = 1000, .dst_port = 2000, .seq = seq,
                                  .flags = SYNFIN_SYN, .wnd = PEER_WND };
}

static void open_active(struct bench *x, uint32_t iss)
{
  ck_assert_int_eq(synfin_open_active(&x->c, x->now, iss), SYNFIN_OK);
}

static void open_passive(struct bench *x, uint32_t iss)
{
  ck_assert_int_eq(synfin_open_passive(&x->c, x->now, iss), SYNFIN_OK);
}

/* A basic handshake; then A's next number is a + 1, B's b + 1. */
static void handshake(struct pair *p, uint32_t a, uint32_t b)
{
  open_passive(&p->b, b);
  open_active(&p->a, a);
  takes(&p->b, sends(&p->a, SYNFIN_SYN, a, 0, 0));
  takes(&p->a, sends(&p->b, SYNFIN_SYN | SYNFIN_ACK, b, a + 1, 0));
  takes(&p->b, sends(&p->a, SYNFIN_ACK, a + 1, b + 1, 0));
  SILENCE(p);
  COLUMNS(p, ESTABLISHED, ESTABLISHED);
}

/* "(send 300,receive 100)" at B. */
static void established_100_300(struct pair *p, size_t b_receive_buffer)
{
  start_a(p);
  start_b(p, b_receive_buffer);
  handshake(p, 99, 299);
}

START_TEST(figure_6__basic_three_way_handshake__line_by_line)
{
  struct pair p;
  both_start(&p);
  open_passive(&p.b, 300);
  COLUMNS(&p, CLOSED, LISTEN);                                                            /* 1 */
  open_active(&p.a, 100);
  takes(&p.b, sends(&p.a, SYNFIN_SYN, 100, 0, 0));
  COLUMNS(&p, SYN_SENT, SYN_RECEIVED_PASSIVE);                                            /* 2 */
  takes(&p.a, sends(&p.b, SYNFIN_SYN | SYNFIN_ACK, 300, 101, 0));
  COLUMNS(&p, ESTABLISHED, SYN_RECEIVED_PASSIVE);                                         /* 3 */
  takes(&p.b, sends(&p.a, SYNFIN_ACK, 101, 301, 0));
  COLUMNS(&p, ESTABLISHED, ESTABLISHED);                                                  /* 4 */
  SILENCE(&p);
  ck_assert_int_eq(bench_send(&p.a, "data"), 4);
  takes(&p.b, sends(&p.a, SYNFIN_ACK, 101, 301, 4));
  COLUMNS(&p, ESTABLISHED, ESTABLISHED);                                                  /* 5 */
  expect_received(&p.b, "data");
}
END_TEST

START_TEST(figure_7__simultaneous_open__line_by_line)
{
  struct pair p;
  both_start(&p);
  COLUMNS(&p, CLOSED, CLOSED);                                                            /* 1 */
  open_active(&p.a, 100);
  struct synfin_segment line_2 = sends(&p.a, SYNFIN_SYN, 100, 0, 0);
  COLUMNS(&p, SYN_SENT, CLOSED);                                                          /* 2 */
  open_active(&p.b, 300);
  takes(&p.a, sends(&p.b, SYNFIN_SYN, 300, 0, 0));
  COLUMNS(&p, SYN_RECEIVED_ACTIVE, SYN_SENT);                                             /* 3 */
  takes(&p.b, line_2);
  COLUMNS(&p, SYN_RECEIVED_ACTIVE, SYN_RECEIVED_ACTIVE);                                  /* 4 */
  struct synfin_segment line_5 = sends(&p.a, SYNFIN_SYN | SYNFIN_ACK, 100, 301, 0);
  COLUMNS(&p, SYN_RECEIVED_ACTIVE, SYN_RECEIVED_ACTIVE);                                  /* 5 */
  takes(&p.a, sends(&p.b, SYNFIN_SYN | SYNFIN_ACK, 300, 101, 0));
  COLUMNS(&p, ESTABLISHED, SYN_RECEIVED_ACTIVE);                                          /* 6: RULING 2 */
  takes(&p.b, line_5);
  COLUMNS(&p, ESTABLISHED, ESTABLISHED);                                                  /* 7 */
  /* Not in the figure. RULING 2: the crossed SYN,ACK is acknowledged, which is the end of it. */
  struct synfin_segment a_acks = sends(&p.a, SYNFIN_ACK, 101, 301, 0);
  takes(&p.a, sends(&p.b, SYNFIN_ACK, 301, 101, 0));
  takes(&p.b, a_acks);
  SILENCE(&p);
  COLUMNS(&p, ESTABLISHED, ESTABLISHED);
}
END_TEST

START_TEST(figure_8__old_duplicate_syn__line_by_line)
{
  struct pair p;
  both_start(&p);
  open_passive(&p.b, 300);
  COLUMNS(&p, CLOSED, LISTEN);                                                            /* 1 */
  open_active(&p.a, 100);
  struct synfin_segment line_2 = sends(&p.a, SYNFIN_SYN, 100, 0, 0);
  COLUMNS(&p, SYN_SENT, LISTEN);                                                          /* 2 */
  takes(&p.b, old_duplicate_syn(90));
  COLUMNS(&p, SYN_SENT, SYN_RECEIVED_PASSIVE);                                            /* 3 */
  takes(&p.a, sends(&p.b, SYNFIN_SYN | SYNFIN_ACK, 300, 91, 0));
  COLUMNS(&p, SYN_SENT, SYN_RECEIVED_PASSIVE);                                            /* 4 */
  takes(&p.b, sends(&p.a, SYNFIN_RST, 91, 0, 0));
  COLUMNS(&p, SYN_SENT, LISTEN);                                                          /* 5 */
  ck_assert_uint_eq(synfin_signals(&p.b.c), 0);              /* "The user need not be informed." */
  ck_assert_int_eq(synfin_select_iss(&p.b.c, 400), SYNFIN_OK);
  takes(&p.b, line_2);
  COLUMNS(&p, SYN_SENT, SYN_RECEIVED_PASSIVE);                                            /* 6 */
  takes(&p.a, sends(&p.b, SYNFIN_SYN | SYNFIN_ACK, 400, 101, 0));
  COLUMNS(&p, ESTABLISHED, SYN_RECEIVED_PASSIVE);                                         /* 7 */
  takes(&p.b, sends(&p.a, SYNFIN_ACK, 101, 401, 0));
  COLUMNS(&p, ESTABLISHED, ESTABLISHED);                                                  /* 8 */
  SILENCE(&p);
}
END_TEST

static void figure_9(struct pair *p)
{
  start_a(p);                                                                             /* 1, (REBOOT) */
  COLUMNS(p, CLOSED, ESTABLISHED);                                                        /* 2 */
  open_active(&p->a, 400);
  takes(&p->b, sends(&p->a, SYNFIN_SYN, 400, 0, 0));
  COLUMNS(p, SYN_SENT, ESTABLISHED);                                                      /* 3, (??) */
  takes(&p->a, sends(&p->b, SYNFIN_ACK, 300, 100, 0));
  COLUMNS(p, SYN_SENT, ESTABLISHED);                                                      /* 4, (!!) */
  takes(&p->b, sends(&p->a, SYNFIN_RST, 100, 0, 0));
  COLUMNS(p, SYN_SENT, CLOSED);                                                           /* 5, (Abort!!), and 6 */
  ck_assert_uint_eq(synfin_signals(&p->b.c), SYNFIN_SIG_RESET);
  ck_assert_int_eq(synfin_cause(&p->b.c), SYNFIN_ERR_RESET);
  SILENCE(p);
  to_deadline(&p->a);
  struct synfin_segment line_7 = sends(&p->a, SYNFIN_SYN, 400, 0, 0);                     /* 7 */
  /* "reduced to the basic three-way handshake of Figure 6" */
  open_passive(&p->b, 500);
  takes(&p->b, line_7);
  takes(&p->a, sends(&p->b, SYNFIN_SYN | SYNFIN_ACK, 500, 401, 0));
  takes(&p->b, sends(&p->a, SYNFIN_ACK, 401, 501, 0));
  COLUMNS(p, ESTABLISHED, ESTABLISHED);
  SILENCE(p);
}

START_TEST(figure_9__half_open_connection_discovery__line_by_line)
{
  struct pair p;
  established_100_300(&p, 250);                              /* SEQ=400 is "outside the window": 250 octets from 100 */
  figure_9(&p);
}
END_TEST

/* The figure's SYN with the window it meets today. RULING 6 (RFC 5961 4): a SYN in the window, which RFC 793 answered
 * with a reset, is answered with the same ACK, so that the figure holds to its last line. */
START_TEST(figure_9__syn_inside_the_window__the_same_lines)
{
  struct pair p;
  established_100_300(&p, BUFFER);
  figure_9(&p);
}
END_TEST

START_TEST(figure_10__active_side_causes_half_open_discovery__line_by_line)
{
  struct pair p;
  established_100_300(&p, BUFFER);
  start_a(&p);                                                                            /* 1, (REBOOT) */
  COLUMNS(&p, CLOSED, ESTABLISHED);
  ck_assert_int_eq(bench_send(&p.b, "ten octets"), 10);
  struct synfin_segment line_2 = sends(&p.b, SYNFIN_ACK, 300, 100, 10), answer;
  ck_assert(synfin_answer_closed(&line_2, &answer));         /* what a host without a connection answers: line 3 */
  ck_assert_uint_eq(answer.flags, SYNFIN_RST);
  ck_assert_uint_eq(answer.seq, 100);
  takes(&p.a, line_2);
  COLUMNS(&p, CLOSED, ESTABLISHED);                                                       /* 2, (??) */
  takes(&p.b, sends(&p.a, SYNFIN_RST, 100, 0, 0));
  COLUMNS(&p, CLOSED, CLOSED);                                                            /* 3, (ABORT!!) */
  ck_assert_uint_eq(synfin_signals(&p.b.c), SYNFIN_SIG_RESET);
  SILENCE(&p);
}
END_TEST

START_TEST(figure_11__old_duplicate_syn_and_two_passive_sockets__line_by_line)
{
  enum { X = 300, Z = 90 };
  struct pair p;
  both_start(&p);
  open_passive(&p.a, 100);
  open_passive(&p.b, X);
  COLUMNS(&p, LISTEN, LISTEN);                                                            /* 1 */
  takes(&p.b, old_duplicate_syn(Z));
  COLUMNS(&p, LISTEN, SYN_RECEIVED_PASSIVE);                                              /* 2 */
  takes(&p.a, sends(&p.b, SYNFIN_SYN | SYNFIN_ACK, X, Z + 1, 0));
  COLUMNS(&p, LISTEN, SYN_RECEIVED_PASSIVE);                                              /* 3, (??) */
  takes(&p.b, sends(&p.a, SYNFIN_RST, Z + 1, 0, 0));
  COLUMNS(&p, LISTEN, LISTEN);                                                            /* 4, 5 */
  ck_assert_uint_eq(synfin_signals(&p.a.c) | synfin_signals(&p.b.c), 0);
  SILENCE(&p);
}
END_TEST

START_TEST(figure_12__normal_close__line_by_line)
{
  struct pair p;
  established_100_300(&p, BUFFER);                                                        /* 1 */
  ck_assert_int_eq(synfin_close(&p.a.c, p.a.now), SYNFIN_OK);
  takes(&p.b, sends(&p.a, SYNFIN_FIN | SYNFIN_ACK, 100, 300, 0));
  COLUMNS(&p, FIN_WAIT_1, CLOSE_WAIT);                                                    /* 2 */
  takes(&p.a, sends(&p.b, SYNFIN_ACK, 300, 101, 0));
  COLUMNS(&p, FIN_WAIT_2, CLOSE_WAIT);                                                    /* 3 */
  ck_assert_int_eq(synfin_close(&p.b.c, p.b.now), SYNFIN_OK);
  takes(&p.a, sends(&p.b, SYNFIN_FIN | SYNFIN_ACK, 300, 101, 0));
  COLUMNS(&p, TIME_WAIT, LAST_ACK);                                                       /* 4 */
  takes(&p.b, sends(&p.a, SYNFIN_ACK, 101, 301, 0));
  COLUMNS(&p, TIME_WAIT, CLOSED);                                                         /* 5 */
  SILENCE(&p);
  ck_assert_uint_eq(to_deadline(&p.a), 2 * p.a.config.msl);
  COLUMNS(&p, CLOSED, CLOSED);                                                            /* 6, (2 MSL) */
  SILENCE(&p);
  ck_assert_int_eq(synfin_cause(&p.a.c), SYNFIN_OK);                                      /* MUST-12: normally */
  ck_assert_int_eq(synfin_cause(&p.b.c), SYNFIN_OK);
  ck_assert_uint_eq(synfin_signals(&p.a.c), SYNFIN_SIG_CLOSING);
  ck_assert_uint_eq(synfin_signals(&p.b.c), SYNFIN_SIG_CLOSING);
}
END_TEST

START_TEST(figure_13__simultaneous_close__line_by_line)
{
  struct pair p;
  established_100_300(&p, BUFFER);                                                        /* 1 */
  ck_assert_int_eq(synfin_close(&p.a.c, p.a.now), SYNFIN_OK);
  ck_assert_int_eq(synfin_close(&p.b.c, p.b.now), SYNFIN_OK);
  struct synfin_segment a_fin = sends(&p.a, SYNFIN_FIN | SYNFIN_ACK, 100, 300, 0);
  struct synfin_segment b_fin = sends(&p.b, SYNFIN_FIN | SYNFIN_ACK, 300, 100, 0);
  COLUMNS(&p, FIN_WAIT_1, FIN_WAIT_1);                                                    /* 2 */
  takes(&p.a, b_fin);
  takes(&p.b, a_fin);
  COLUMNS(&p, CLOSING, CLOSING);
  struct synfin_segment a_ack = sends(&p.a, SYNFIN_ACK, 101, 301, 0);
  struct synfin_segment b_ack = sends(&p.b, SYNFIN_ACK, 301, 101, 0);
  COLUMNS(&p, CLOSING, CLOSING);                                                          /* 3 */
  takes(&p.a, b_ack);
  takes(&p.b, a_ack);
  COLUMNS(&p, TIME_WAIT, TIME_WAIT);                                                      /* 4 */
  SILENCE(&p);
  ck_assert_uint_eq(to_deadline(&p.a), 2 * p.a.config.msl);
  ck_assert_uint_eq(to_deadline(&p.b), 2 * p.b.config.msl);
  COLUMNS(&p, CLOSED, CLOSED);                                                            /* (2 MSL) */
  SILENCE(&p);
}
END_TEST

Suite *figures_suite(void)
{
  Suite *suite = suite_create("figures");
  TCase *open = tcase_create("open");
  tcase_add_test(open, figure_6__basic_three_way_handshake__line_by_line);
  tcase_add_test(open, figure_7__simultaneous_open__line_by_line);
  tcase_add_test(open, figure_8__old_duplicate_syn__line_by_line);
  tcase_add_test(open, figure_9__half_open_connection_discovery__line_by_line);
  tcase_add_test(open, figure_9__syn_inside_the_window__the_same_lines);
  tcase_add_test(open, figure_10__active_side_causes_half_open_discovery__line_by_line);
  tcase_add_test(open, figure_11__old_duplicate_syn_and_two_passive_sockets__line_by_line);
  suite_add_tcase(suite, open);
  TCase *close = tcase_create("close");
  tcase_add_test(close, figure_12__normal_close__line_by_line);
  tcase_add_test(close, figure_13__simultaneous_close__line_by_line);
  suite_add_tcase(suite, close);
  return suite;
}
