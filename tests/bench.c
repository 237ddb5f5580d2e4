#include "bench.h"

void bench_init_sized(struct bench *b, size_t snd, size_t rcv)
{
  *b = (struct bench){ .config = SYNFIN_CONFIG_IPV4, .now = SYNFIN_SECONDS(1) };
  synfin_init(&b->c, &b->config, 1000, 2000);
  ck_assert_int_eq(synfin_attach_send(&b->c, b->snd, snd), SYNFIN_OK);
  ck_assert_int_eq(synfin_attach_receive(&b->c, b->rcv, rcv), SYNFIN_OK);
}

void bench_init(struct bench *b)
{
  bench_init_sized(b, BUFFER, BUFFER);
}

void to_listen(struct bench *b)
{
  ck_assert_int_eq(synfin_open_passive(&b->c, b->now, ISS), SYNFIN_OK);
  EXPECT_NOTHING(b);
  EXPECT_STATE(b, LISTEN);
}

void to_syn_sent(struct bench *b)
{
  ck_assert_int_eq(synfin_open_active(&b->c, b->now, ISS), SYNFIN_OK);
  EXPECT(b, SYNFIN_SYN, ISS, 0, 0);
  EXPECT_NOTHING(b);
  EXPECT_STATE(b, SYN_SENT);
}

void to_syn_received_passive(struct bench *b)
{
  to_listen(b);
  ARRIVES(b, .seq = IRS, .flags = SYNFIN_SYN);
  EXPECT(b, SYNFIN_SYN | SYNFIN_ACK, ISS, IRS + 1, 0);
  EXPECT_NOTHING(b);
  EXPECT_STATE(b, SYN_RECEIVED_PASSIVE);
}

void to_syn_received_active(struct bench *b)
{
  to_syn_sent(b);
  ARRIVES(b, .seq = IRS, .flags = SYNFIN_SYN);
  EXPECT(b, SYNFIN_SYN | SYNFIN_ACK, ISS, IRS + 1, 0);
  EXPECT_NOTHING(b);
  EXPECT_STATE(b, SYN_RECEIVED_ACTIVE);
}

void to_established(struct bench *b)
{
  to_syn_received_passive(b);
  ARRIVES(b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK);
  EXPECT_NOTHING(b);
  EXPECT_STATE(b, ESTABLISHED);
}

void to_established_active(struct bench *b)
{
  to_syn_sent(b);
  ARRIVES(b, .seq = IRS, .ack = ISS + 1, .flags = SYNFIN_SYN | SYNFIN_ACK);
  EXPECT(b, SYNFIN_ACK, ISS + 1, IRS + 1, 0);
  EXPECT_NOTHING(b);
  EXPECT_STATE(b, ESTABLISHED);
}

static void close_and_send_fin(struct bench *b)
{
  uint32_t ack = synfin_in(&b->c, SYNFIN_IN_FIN_RECEIVED) ? IRS + 2 : IRS + 1;
  ck_assert_int_eq(synfin_close(&b->c, b->now), SYNFIN_OK);
  EXPECT(b, SYNFIN_FIN | SYNFIN_ACK, ISS + 1, ack, 0);
  EXPECT_NOTHING(b);
}

void to_fin_wait_1(struct bench *b)
{
  to_established(b);
  close_and_send_fin(b);
  EXPECT_STATE(b, FIN_WAIT_1);
}

void to_fin_wait_2(struct bench *b)
{
  to_fin_wait_1(b);
  ARRIVES(b, .seq = IRS + 1, .ack = ISS + 2, .flags = SYNFIN_ACK);
  EXPECT_NOTHING(b);
  EXPECT_STATE(b, FIN_WAIT_2);
}

void to_close_wait(struct bench *b)
{
  to_established(b);
  ARRIVES(b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_FIN | SYNFIN_ACK);
  EXPECT(b, SYNFIN_ACK, ISS + 1, IRS + 2, 0);
  EXPECT_NOTHING(b);
  EXPECT_STATE(b, CLOSE_WAIT);
}

void to_closing(struct bench *b)
{
  to_fin_wait_1(b);
  ARRIVES(b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_FIN | SYNFIN_ACK);
  EXPECT(b, SYNFIN_ACK, ISS + 2, IRS + 2, 0);
  EXPECT_NOTHING(b);
  EXPECT_STATE(b, CLOSING);
}

void to_last_ack(struct bench *b)
{
  to_close_wait(b);
  close_and_send_fin(b);
  EXPECT_STATE(b, LAST_ACK);
}

void to_time_wait(struct bench *b)
{
  to_fin_wait_2(b);
  ARRIVES(b, .seq = IRS + 1, .ack = ISS + 2, .flags = SYNFIN_FIN | SYNFIN_ACK);
  EXPECT(b, SYNFIN_ACK, ISS + 2, IRS + 2, 0);
  EXPECT_NOTHING(b);
  EXPECT_STATE(b, TIME_WAIT);
}

void bench_to(struct bench *b, enum synfin_state state)
{
  static void (*const go[SYNFIN_STATES])(struct bench *) = {
    [SYNFIN_CLOSED] = bench_init, [SYNFIN_LISTEN] = to_listen, [SYNFIN_SYN_SENT] = to_syn_sent,
    [SYNFIN_SYN_RECEIVED_PASSIVE] = to_syn_received_passive, [SYNFIN_SYN_RECEIVED_ACTIVE] = to_syn_received_active,
    [SYNFIN_ESTABLISHED] = to_established, [SYNFIN_FIN_WAIT_1] = to_fin_wait_1, [SYNFIN_FIN_WAIT_2] = to_fin_wait_2,
    [SYNFIN_CLOSE_WAIT] = to_close_wait, [SYNFIN_CLOSING] = to_closing, [SYNFIN_LAST_ACK] = to_last_ack,
    [SYNFIN_TIME_WAIT] = to_time_wait,
  };
  bench_init(b);
  go[state](b);
}

void arrives(struct bench *b, struct synfin_segment seg)
{
  synfin_segment_arrives(&b->c, b->now, &seg);
}

static const char *flags_text(unsigned flags, char text[24])
{
  static const char *const names[] = { "FIN", "SYN", "RST", "PSH", "ACK", "URG" };
  text[0] = '\0';
  for (unsigned i = 0; i < 6; i++)
    if (flags >> i & 1u)
      strcat(strcat(text, text[0] ? "," : ""), names[i]);
  return text[0] ? text : "none";
}

struct synfin_segment expect(struct bench *b, unsigned flags, uint32_t seq, uint32_t ack, uint32_t len,
                              const char *file, int line)
{
  struct synfin_segment out;
  char want[24], got[24];
  if (!synfin_poll(&b->c, b->now, &out))
    ck_abort_msg("%s:%d: expected %s SEQ=%u ACK=%u LEN=%u, nothing was sent", file, line, flags_text(flags, want),
                 seq, ack, len);
  bool same = (out.flags & ~SYNFIN_PSH) == (flags & ~SYNFIN_PSH) && out.seq == seq && out.len == len &&
              (!(flags & SYNFIN_ACK) || out.ack == ack) && (!(flags & SYNFIN_PSH) || (out.flags & SYNFIN_PSH));
  if (!same)
    ck_abort_msg("%s:%d: expected %s SEQ=%u ACK=%u LEN=%u, got %s SEQ=%u ACK=%u LEN=%u", file, line,
                 flags_text(flags, want), seq, ack, len, flags_text(out.flags, got), out.seq, out.ack, out.len);
  return out;
}

void expect_nothing(struct bench *b, const char *file, int line)
{
  struct synfin_segment out;
  char got[24];
  if (synfin_poll(&b->c, b->now, &out))
    ck_abort_msg("%s:%d: expected nothing, got %s SEQ=%u ACK=%u LEN=%u", file, line,
                 flags_text(out.flags, got), out.seq, out.ack, out.len);
}

unsigned drain(struct bench *b)
{
  struct synfin_segment out;
  unsigned n = 0;
  while (synfin_poll(&b->c, b->now, &out))
    ck_assert_uint_lt(n++, 100000);
  return n;
}

void advance(struct bench *b, synfin_time t)
{
  b->now += t;
  synfin_timeout(&b->c, b->now);
}

synfin_time to_deadline(struct bench *b)
{
  synfin_time at = synfin_deadline(&b->c, b->now);
  ck_assert_msg(at != SYNFIN_NEVER, "no timer runs");
  synfin_time took = at - b->now;
  advance(b, took);
  return took;
}

ptrdiff_t bench_send(struct bench *b, const char *text)
{
  return synfin_send(&b->c, b->now, text, strlen(text), false);
}

ptrdiff_t bench_send_n(struct bench *b, size_t n)
{
  uint8_t *octets = malloc(n + 1);
  for (size_t i = 0; i < n; i++)
    octets[i] = (uint8_t)(i % 251);
  ptrdiff_t sent = synfin_send(&b->c, b->now, octets, n, false);
  free(octets);
  return sent;
}

ptrdiff_t bench_receive(struct bench *b, void *to, size_t cap)
{
  return synfin_receive(&b->c, b->now, to, cap);
}

void expect_received(struct bench *b, const char *text)
{
  char got[65536];
  ptrdiff_t n = bench_receive(b, got, sizeof got);
  ck_assert_int_eq(n > 0 ? n : 0, (ptrdiff_t)strlen(text));
  ck_assert_mem_eq(got, text, strlen(text));
}
