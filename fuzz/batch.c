/* Target: one story told twice must come out the same: with other sequence numbers, another time origin, SEND in
 * slices, and needless calls of synfin_poll and synfin_timeout.
 *
 * Input: shifts of ISS, of IRS (four octets each), then steps, a letter each: o p active or passive OPEN, s SEND,
 * c CLOSE, a ABORT, l release, d to the deadline, and g a segment: control bits, SEQ, ACK, window, length. */
#include "fuzz.h"

#define ROOM 100u

static const struct synfin_config config = SYNFIN_CONFIG_IPV4;
static const uint8_t text[256] = "the same octets in either run";

struct run {
  struct synfin_conn c;
  synfin_time now;
  uint32_t iss, irs;
  uint8_t snd[ROOM], rcv[ROOM];
};

static void begin(struct run *r, uint32_t iss, uint32_t irs, synfin_time now)
{
  r->iss = iss, r->irs = irs, r->now = now;
  synfin_init(&r->c, &config, 1000, 2000);
  synfin_attach_send(&r->c, r->snd, ROOM);
  synfin_attach_receive(&r->c, r->rcv, ROOM);
}

/* A RST for a segment without ACK has SEQ=0 in either run (3.10.7.1); the harness feeds none in CLOSED and LISTEN. */
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
    MUST(x.flags == y.flags && x.len == y.len && x.wnd == y.wnd, "the same segment in either run (3.4)", "%x %x",
         x.flags, y.flags);
    MUST(x.seq - a->iss == y.seq - b->iss, "SEQ but for the shift (3.4)", "%u %u", x.seq, y.seq);
    if (x.flags & SYNFIN_ACK)
      MUST(x.ack - a->irs == y.ack - b->irs, "ACK but for the shift (3.4)", "%u %u", x.ack, y.ack);
  }
  MUST(!synfin_poll(&b->c, b->now, &y), "a needless poll changes nothing", "%x", y.flags);
  synfin_timeout(&b->c, b->now);
  MUST(synfin_status(&a->c) == synfin_status(&b->c), "the same state in either run (3.10)", "%d", a->c.state);
}

static void feed(struct run *r, struct input in)
{
  static const uint8_t flags[] = { 0x10, 0x02, 0x12, 0x11, 0x14, 0x18 };
  struct synfin_segment seg = { .src_port = 2000, .dst_port = 1000, .text = text };
  seg.flags = flags[input_pick(&in, sizeof flags)];
  seg.seq = r->irs + input_pick(&in, 256), seg.ack = r->iss + input_pick(&in, 256);
  seg.wnd = input_u8(&in), seg.len = input_pick(&in, 121);
  if (!synfin_in(&r->c, SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN)) || seg.flags == SYNFIN_SYN)
    if (synfin_status(&r->c) != SYNFIN_CLOSED)
      synfin_segment_arrives(&r->c, r->now, &seg);
}

static void call(struct run *r, char what, struct input in, size_t slice)
{
  size_t len = input_pick(&in, 121);
  synfin_time due = synfin_deadline(&r->c, r->now);
  switch (what) {
  case 'g': feed(r, in); break;
  case 'o': synfin_open_active(&r->c, r->now, r->iss); break;
  case 'p': synfin_open_passive(&r->c, r->now, r->iss); break;
  case 's':
    for (size_t at = 0; at < len; at += slice)
      synfin_send(&r->c, r->now, text + at, len - at < slice ? len - at : slice, false);
    break;
  case 'c': synfin_close(&r->c, r->now); break;
  case 'a': synfin_abort(&r->c, r->now); break;
  case 'l': synfin_release(&r->c, r->now); break;
  default: r->now = due == SYNFIN_NEVER ? r->now : due; break;
  }
  synfin_timeout(&r->c, r->now);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct input in = { data, size };
  struct run a = { .now = 0 }, b = a;
  uint32_t iss = input_u32(&in), irs = input_u32(&in);
  begin(&a, 1000, 5000, SYNFIN_SECONDS(1));
  begin(&b, iss, irs, SYNFIN_SECONDS(12345));
  while (!input_ends(&in)) {
    char what = input_letter(&in, "gopscald");
    TELL("%c in %s", what, synfin_state_label(synfin_status(&a.c)));
    call(&a, what, in, 256);
    call(&b, what, in, 7);
    for (unsigned i = 0; i < (what == 'g' ? 5 : what == 's' ? 1 : 0); i++)
      input_u8(&in);
    same_output(&a, &b);
  }
  return 0;
}
