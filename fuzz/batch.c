/* Target: one story told twice must come out the same: with other sequence numbers, another time origin, SEND in
 * slices, RECEIVE in slices, a control block that moves, and needless calls of synfin_poll and synfin_timeout.
 *
 * Input: shifts of ISS, of IRS (four octets each), then steps, a letter each: o p active or passive OPEN, s SEND,
 * r RECEIVE, c CLOSE, a ABORT, l release, d to the deadline, and g a segment: control bits, SEQ, ACK, window,
 * length. */
#include "fuzz.h"

#include <string.h>

#define ROOM 100u

static const struct synfin_config config = SYNFIN_CONFIG_IPV4;
static const uint8_t text[256] = "the same octets in either run";

struct run {
  struct synfin_conn c;
  synfin_time now;
  uint32_t iss, irs;
  ptrdiff_t received;             /* what the last RECEIVE said */
  uint8_t got[ROOM];
};

static void begin(struct run *r, uint32_t iss, uint32_t irs, synfin_time now, uint8_t *snd, uint8_t *rcv)
{
  r->iss = iss, r->irs = irs, r->now = now;
  synfin_init(&r->c, &config, 1000, 2000);
  synfin_attach_send(&r->c, snd, ROOM);
  synfin_attach_receive(&r->c, rcv, ROOM);
}

static uint8_t octet(const struct synfin_segment *seg, uint32_t i)
{
  uint32_t straight = seg->len - seg->rest_len;
  return i < straight ? seg->text[i] : seg->rest[i - straight];
}

static void same_segment(const struct run *a, const struct run *b, const struct synfin_segment *x,
                         const struct synfin_segment *y)
{
  MUST(x->flags == y->flags && x->len == y->len && x->wnd == y->wnd, "the same segment in either run (3.4)", "%x %x",
       x->flags, y->flags);
  MUST(x->seq - a->iss == y->seq - b->iss, "SEQ but for the shift (3.4)", "%u %u", x->seq, y->seq);
  if (x->flags & SYNFIN_ACK)
    MUST(x->ack - a->irs == y->ack - b->irs, "ACK but for the shift (3.4)", "%u %u", x->ack, y->ack);
  for (uint32_t i = 0; i < x->len; i++)
    MUST(octet(x, i) == octet(y, i), "the same text in either run (3.4)", "octet %u", i);
}

static void same_output(struct run *a, struct run *b)
{
  struct synfin_segment x, y;
  bool more = true;
  while (more) {
    more = synfin_poll(&a->c, a->now, &x);
    MUST(synfin_poll(&b->c, b->now, &y) == more, "as many segments in either run (3.4)", "%d", more);
    if (!more)
      break;
    fuzz_tell_segment(0, &x, synfin_state_label(synfin_status(&a->c)));
    same_segment(a, b, &x, &y);
  }
  MUST(!synfin_poll(&b->c, b->now, &y), "a needless poll changes nothing", "%x", y.flags);
  synfin_timeout(&b->c, b->now);
  MUST(synfin_status(&a->c) == synfin_status(&b->c), "the same state in either run (3.10)", "%d", a->c.state);
}

/* A RST for a segment without ACK has SEQ=0 in either run (3.10.7.1): CLOSED gets no segment, LISTEN a SYN only. */
static void feed(struct run *r, struct input in)
{
  static const uint8_t flags[] = { 0x10, 0x02, 0x12, 0x11, 0x14, 0x18 };
  struct synfin_segment seg = { .src_port = 2000, .dst_port = 1000, .text = text };
  seg.flags = flags[input_pick(&in, sizeof flags)];
  seg.seq = r->irs + input_pick(&in, 256), seg.ack = r->iss + input_pick(&in, 256);
  seg.wnd = input_u8(&in), seg.len = input_pick(&in, 121);
  if (synfin_in(&r->c, SYNFIN_IN(SYNFIN_CLOSED)) ||
      (synfin_in(&r->c, SYNFIN_IN(SYNFIN_LISTEN)) && seg.flags != SYNFIN_SYN))
    return;
  synfin_segment_arrives(&r->c, r->now, &seg);
}

static void send_all(struct run *r, size_t len, size_t slice)
{
  for (size_t at = 0; at < len; at += slice)
    synfin_send(&r->c, r->now, text + at, len - at < slice ? len - at : slice, false);
}

static void receive(struct run *r, size_t slice)
{
  ptrdiff_t n;
  r->received = 0;
  do {
    size_t left = ROOM - (size_t)r->received;
    n = synfin_receive(&r->c, r->now, r->got + r->received, left < slice ? left : slice);
    r->received += n > 0 ? n : 0;
  } while (n > 0 && r->received < (ptrdiff_t)ROOM);
  if (r->received == 0)
    r->received = n;
}

/* To the deadline; on the way there nothing happens. */
static void wait_for_it(struct run *r, bool needless)
{
  struct synfin_segment none;
  synfin_time due = synfin_deadline(&r->c, r->now);
  if (due == SYNFIN_NEVER)
    return;
  if (needless && due > r->now) {
    synfin_time before = r->now + (due - r->now) / 2;
    synfin_timeout(&r->c, before);
    MUST(!synfin_poll(&r->c, before, &none), "nothing is sent before the deadline", "%x", none.flags);
  }
  r->now = due;
}

static void call(struct run *r, char what, struct input in, size_t slice)
{
  switch (what) {
  case 'g': feed(r, in); break;
  case 'o': synfin_open_active(&r->c, r->now, r->iss); break;
  case 'p': synfin_open_passive(&r->c, r->now, r->iss); break;
  case 's': send_all(r, input_pick(&in, 121), slice); break;
  case 'c': synfin_close(&r->c, r->now); break;
  case 'a': synfin_abort(&r->c, r->now); break;
  case 'l': synfin_release(&r->c, r->now); break;
  case 'r': receive(r, slice); break;
  default: wait_for_it(r, slice < ROOM); break;
  }
  synfin_timeout(&r->c, r->now);
}

static void same_received(const struct run *a, const struct run *b)
{
  MUST(a->received == b->received, "RECEIVE says the same in either run (3.10.3)", "%td %td", a->received, b->received);
  if (a->received > 0)
    MUST(memcmp(a->got, b->got, (size_t)a->received) == 0, "RECEIVE has the same text (3.10.3)", "%td", a->received);
}

/* The second run's control block is copied by assignment before each step, and the old one is spoilt. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct input in = { data, size };
  struct run a = { .now = 0 }, pair[2] = { a, a }, *b = pair, *spare = pair + 1;
  uint8_t buffers[4][ROOM] = { { 0 } };
  uint32_t iss = input_u32(&in), irs = input_u32(&in);
  begin(&a, 1000, 5000, SYNFIN_SECONDS(1), buffers[0], buffers[1]);
  begin(b, iss, irs, SYNFIN_SECONDS(12345), buffers[2], buffers[3]);
  while (!input_ends(&in)) {
    char what = input_letter(&in, "gopscaldr");
    struct run *old = b;
    TELL("%c in %s", what, synfin_state_label(synfin_status(&a.c)));
    *spare = *b, b = spare, spare = old;
    memset(old, 0xa5, sizeof *old);
    call(&a, what, in, 256);
    call(b, what, in, 7);
    for (unsigned i = 0; i < (what == 'g' ? 5 : what == 's' ? 1 : 0); i++)
      input_u8(&in);
    same_received(&a, b);
    same_output(&a, b);
  }
  return 0;
}
