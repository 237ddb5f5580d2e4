/* What the two sides say in a step, in numbers that can be compared, and a digest of it. */
#include "sides.h"

struct side ours = { .name = "synfin" }, theirs = { .name = "lwIP" };
uint32_t irs;
bool asked_without_ack, released;

/* A RST that answers no ACK has SEQ 0 itself, not one relative to anything. */
static uint32_t relative_seq(const struct side *s, const struct synfin_segment *seg)
{
  bool zero = asked_without_ack && (seg->flags & SYNFIN_RST) && seg->seq == 0;
  return zero ? 0 : seg->seq - s->iss;
}

static void check_text(const struct side *s, const struct synfin_segment *seg)
{
  for (uint32_t i = 0; i < seg->len; i++) {
    uint32_t straight = seg->len - seg->rest_len;
    uint8_t octet = i < straight ? seg->text[i] : seg->rest[i - straight];
    MUST(octet == dut_octet(seg->seq - s->iss + i), "what SEND took is what is sent (3.8)", "%s: %#x at %u", s->name,
         octet, seg->seq - s->iss + i);
  }
}

void said(struct side *s, const struct synfin_segment *seg)
{
  struct synfin_segment shown = *seg;
  shown.seq = relative_seq(s, seg);
  shown.ack = seg->ack - irs;
  fuzz_tell_segment(1, &shown, s->name);
  check_text(s, seg);
  if (s->n < REPLIES)
    s->replies[s->n++] = (struct reply){ seg->flags, shown.seq, shown.ack, seg->len };
}

static uint32_t occupies(const struct reply *r)
{
  return r->len + ((r->flags & SYNFIN_SYN) != 0) + ((r->flags & SYNFIN_FIN) != 0);
}

static void digest_one(struct digest *d, const struct reply *r, bool *stretch)
{
  uint8_t flags = r->flags & (SYNFIN_FIN | SYNFIN_SYN | SYNFIN_RST | SYNFIN_ACK);
  uint32_t len = occupies(r);
  if (flags & SYNFIN_RST) {
    d->rst = flags;
    d->rst_seq = r->seq;
    d->rst_ack = flags & SYNFIN_ACK ? r->ack : 0;
    return;
  }
  d->any = true;
  d->flags |= flags;
  d->ack = flags & SYNFIN_ACK ? r->ack : d->ack;
  if (len == 0 && *stretch)
    return;
  d->from = *stretch && (int32_t)(r->seq - d->from) > 0 ? d->from : r->seq;
  d->to = *stretch && (int32_t)(r->seq + len - d->to) < 0 ? d->to : r->seq + len;
  *stretch = len > 0;
}

struct digest digest(const struct side *s, bool bare_count)
{
  struct digest d = { 0 };
  bool stretch = false;
  for (unsigned i = 0; i < s->n; i++)
    if (bare_count || occupies(&s->replies[i]) > 0 || (s->replies[i].flags & SYNFIN_RST))
      digest_one(&d, &s->replies[i], &stretch);
  return d;
}
